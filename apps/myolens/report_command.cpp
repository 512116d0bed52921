#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/today.h"
#include "myolens/base/file.h"
#include "myolens/report/report.h"
#include "myolens/report/run_report.h"

namespace myolens {
namespace {

CommandResult run(const std::string& folder) {
  const RunFolder run_folder(folder);
  write_file(run_folder.report(), render_report(gather_report(run_folder, today())));
  CommandResult result;
  result.json["report"] = run_folder.report().string();
  result.text = "Report: " + run_folder.report().string() + "\n" + kNotice + "\n";
  return result;
}

}  // namespace

Command report_command() {
  return {"report", "Models", "Write report.html about a run", "myolens report run/",
          [](CLI::App& app) -> Job {
            auto folder = std::make_shared<std::string>();
            app.add_option("run", *folder, "Run folder that was evaluated")->required();
            return [folder](Context&) { return run(*folder); };
          }};
}

}  // namespace myolens
