#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "apps/myolens/command.h"
#include "apps/myolens/today.h"
#include "myolens/base/file.h"
#include "myolens/experiment/evaluation.h"
#include "myolens/report/evaluation_report.h"
#include "myolens/report/figures.h"
#include "myolens/report/printer.h"
#include "myolens/report/report.h"
#include "myolens/report/run_report.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string run;
  std::string pdf;
  std::string figures;
};

// Every figure twice: drawn again by a program that knows SVG, and as pixels for all others.
size_t write_figures(const ReportContent& content, const Printer& printer, const fs::path& folder,
                     Progress& progress) {
  const std::vector<Figure> figures = report_figures(content);
  const NewFolder work(folder.string() + ".drawing");
  NewFolder result(folder);
  progress.begin("figures", figures.size());
  for (const Figure& figure : figures) {
    write_file(result.path() / (figure.name + ".svg"), figure.svg);
    write_file(result.path() / (figure.name + ".png"), printer.draw(figure, work.path()));
    progress.advance();
  }
  progress.end();
  result.commit();
  return figures.size();
}

CommandResult run(const Options& options, Progress& progress) {
  std::optional<Printer> printer;  // before the work, which would be in vain without
  if (!options.pdf.empty() || !options.figures.empty()) printer.emplace();
  const RunFolder folder(options.run);
  const bool run_less = is_evaluation(options.run);
  const ReportContent content =
      run_less ? gather_evaluation(options.run, today()) : gather_report(folder, today());
  const std::string page = run_less ? render_evaluation(content) : render_report(content);
  write_file(folder.report(), page);
  CommandResult result;
  result.json["report"] = folder.report().string();
  result.text = "Report: " + folder.report().string() + "\n";
  if (!options.pdf.empty()) {
    printer->print(page, options.pdf);
    result.json["pdf"] = options.pdf;
    result.text += "PDF: " + options.pdf + "\n";
  }
  if (!options.figures.empty()) {
    const size_t count = write_figures(content, *printer, options.figures, progress);
    result.json["figures"] = options.figures;
    result.text +=
        "Figures: " + std::to_string(count) + " in " + options.figures + ", each as SVG and PNG\n";
  }
  result.text += std::string(kNotice) + "\n";
  return result;
}

}  // namespace

Command report_command() {
  return {"report", "Models", "Write report.html about a run or an evaluation",
          "myolens report run/ --pdf report.pdf", [](CLI::App& app) -> Job {
            auto options = std::make_shared<Options>();
            app.add_option("run", options->run,
                           "Run folder that was evaluated, or what `evaluate --out` wrote")
                ->required();
            app.add_option("--pdf", options->pdf,
                           "Print the same page to this file, through an installed Chromium");
            app.add_option("--figures", options->figures,
                           "New folder for every figure as SVG and PNG, through an installed "
                           "Chromium");
            return [options](Context& context) { return run(*options, context.progress); };
          }};
}

}  // namespace myolens
