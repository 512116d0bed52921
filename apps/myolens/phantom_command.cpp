#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "myolens/phantom/cohort_writer.h"

namespace myolens {
namespace {

struct Options {
  std::string out;
  CohortRequest request;
  std::string colour_scale = std::string(kUsualColourScale);
  std::string label_mode = std::string(label_mode_name(LabelMode::kExpert));
};

CommandResult run(const Options& options, Context& context) {
  CohortRequest request = options.request;
  request.seed = context.seed;
  request.label_mode = find_label_mode(options.label_mode);
  write_phantom_cohort(request, options.out,
                       {.colour_scale = options.colour_scale, .threads = context.threads},
                       context.progress);
  CommandResult result;
  result.json = {{"out", options.out},
                 {"patients", request.patients},
                 {"cad", request.cad},
                 {"seed", request.seed},
                 {"label_mode", options.label_mode},
                 {"colour_scale", options.colour_scale},
                 {"synthetic", true}};
  result.text = "Drew " + std::to_string(request.patients) + " synthetic patients, " +
                std::to_string(request.cad) + " of them called CAD, in " + options.out +
                "\nNext: myolens prepare " + options.out + " --out prepared/\n" + kNotice + "\n";
  return result;
}

}  // namespace

Command phantom_command() {
  return {"phantom", "Data", "Draw synthetic patients as vendor-like screens",
          "myolens phantom --out screens/ --patients 218 --cad 130 --seed 1",
          [](CLI::App& app) -> Job {
            auto options = std::make_shared<Options>();
            app.add_option("--out", options->out, "New folder for the cohort")->required();
            app.add_option("--patients", options->request.patients, "Number of patients")
                ->capture_default_str();
            app.add_option("--cad", options->request.cad, "How many of them are labelled CAD")
                ->capture_default_str();
            app.add_option("--labels", options->label_mode,
                           "Who decides the label: expert or angiography")
                ->capture_default_str();
            app.add_option("--colour-scale", options->colour_scale,
                           "Scale of all screens, or mixed: one drawn for each")
                ->capture_default_str();
            return [options](Context& context) { return run(*options, context); };
          }};
}

}  // namespace myolens
