#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/disc_options.h"
#include "myolens/base/csv.h"
#include "myolens/base/number_text.h"
#include "myolens/cohort/preparation.h"

namespace myolens {
namespace {

constexpr std::array<std::string_view, 4> kTextColumns{"file", "source", "source_sha256", "flags"};

struct Options {
  std::string input;
  std::string out;
  std::string positive;
  DiscOptions disc;
};

// The rows of preparation.csv: where each disc was found, and what a person should look at.
nlohmann::ordered_json prepared_files(const std::filesystem::path& folder) {
  const Table table = read_table(folder / kPreparationName);
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const auto& row : table.rows) {
    nlohmann::ordered_json file;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string& column = table.columns[i];
      if (std::ranges::find(kTextColumns, column) != kTextColumns.end()) {
        file[column] = row[i];
      } else {
        file[column] = parse_number(row[i], std::string(kPreparationName));
      }
    }
    files.push_back(std::move(file));
  }
  return files;
}

nlohmann::ordered_json refused_json(const std::vector<RefusedScreen>& refused) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const RefusedScreen& screen : refused) {
    list.push_back({{"file", screen.file.string()}, {"reason", screen.reason}});
  }
  return list;
}

CommandResult run(const Options& options, Context& context) {
  const PreparationSummary summary = prepare_cohort(options.input, options.out,
                                                    {.threads = context.threads,
                                                     .positive_label = options.positive,
                                                     .choice = disc_choice(options.disc)},
                                                    context.progress);
  for (const LeftOut& left : summary.left_out) {
    context.progress.note("left out: " + left.file.string() + " (" + left.reason + ")");
  }
  CommandResult result;
  result.json = {{"out", options.out},
                 {"images", summary.images},
                 {"patients", summary.patients},
                 {"images_per_label", summary.images_per_label},
                 {"images_per_flag", summary.images_per_flag},
                 {"left_out", summary.left_out.size()},
                 {"refused", refused_json(summary.refused)},
                 {"synthetic", summary.synthetic},
                 {"files", prepared_files(options.out)}};
  result.text = "Prepared " + std::to_string(summary.images) + " pictures of " +
                std::to_string(summary.patients) + " patients in " + options.out + "\n";
  if (summary.synthetic) result.text += "The pictures are synthetic.\n";
  for (const auto& [label, count] : summary.images_per_label) {
    result.text += "  " + label + ": " + std::to_string(count) + "\n";
  }
  for (const RefusedScreen& screen : summary.refused) {
    result.text += "Refused: " + screen.reason + "\n";
  }
  if (!summary.refused.empty()) {
    result.text += std::to_string(summary.refused.size()) + " refused, named above\n";
    result.exit_code = kExitBadInput;
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
            add_disc_options(app, options->disc);
            return [options](Context& context) { return run(*options, context); };
          }};
}

}  // namespace myolens
