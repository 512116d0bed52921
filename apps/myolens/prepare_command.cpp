#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "myolens/cohort/preparation.h"

namespace myolens {
namespace {

struct Options {
  std::string input;
  std::string out;
  std::string positive;
};

CommandResult run(const Options& options, Context& context) {
  const PreparationSummary summary = prepare_cohort(
      options.input, options.out, {.threads = context.threads, .positive_label = options.positive},
      context.progress);
  for (const auto& file : summary.left_out) {
    context.progress.note("left out, no picture by its name: " + file.string());
  }
  CommandResult result;
  result.json = {{"out", options.out},
                 {"images", summary.images},
                 {"patients", summary.patients},
                 {"images_per_label", summary.images_per_label},
                 {"images_per_flag", summary.images_per_flag},
                 {"left_out", summary.left_out.size()},
                 {"synthetic", summary.synthetic}};
  result.text = "Prepared " + std::to_string(summary.images) + " pictures of " +
                std::to_string(summary.patients) + " patients in " + options.out + "\n";
  if (summary.synthetic) result.text += "The pictures are synthetic.\n";
  for (const auto& [label, count] : summary.images_per_label) {
    result.text += "  " + label + ": " + std::to_string(count) + "\n";
  }
  for (const auto& [flag, count] : summary.images_per_flag) {
    result.text += "Look at these yourself: " + flag + " in " + std::to_string(count) +
                   ", named in preparation.csv\n";
  }
  result.text += std::string(kNotice) + "\n";
  return result;
}

}  // namespace

Command prepare_command() {
  return {"prepare", "Data", "Cut the polar maps out of screens and clean them",
          "myolens prepare screens/ --out prepared/", [](CLI::App& app) -> Job {
            auto options = std::make_shared<Options>();
            app.add_option("input", options->input,
                           "Manifest (patient, file, label), or folder with one sub-folder per "
                           "class, or folder of unlabelled pictures")
                ->required()
                ->type_name("PATH");
            app.add_option("--out", options->out, "New folder for the result")
                ->required()
                ->type_name("DIR");
            app.add_option("--positive", options->positive,
                           "Label that means disease (CAD unless given)")
                ->type_name("LABEL");
            return [options](Context& context) { return run(*options, context); };
          }};
}

}  // namespace myolens
