#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/text_table.h"
#include "myolens/base/number_text.h"
#include "myolens/experiment/faithfulness.h"
#include "myolens/experiment/faithfulness_files.h"
#include "myolens/experiment/run_list.h"

namespace myolens {
namespace {

struct Options {
  std::string run;
  std::string truth;
  int cases = 20;
};

std::string text_of(const std::optional<MeanEstimate>& estimate) {
  return estimate ? fixed_text(estimate->mean, 2) : "-";
}

std::string text_of(const Proportion& hits) {
  if (hits.total == 0) return "-";
  return std::to_string(hits.count) + "/" + std::to_string(hits.total);
}

struct MeasuredRun {
  std::string name;
  Faithfulness result;
};

std::string method_text(const std::vector<MeasuredRun>& runs) {
  TextTable table({"run", "map", "deletion", "insertion", "black", "outside", "random head",
                   "random network", "permuted labels", "pointing", "in lesion", "overlap",
                   "territory"});
  for (const MeasuredRun& run : runs) {
    for (const MethodFaithfulness& method : run.result.methods) {
      table.add({run.name, method.method + (method.yardstick ? " *" : ""), text_of(method.deletion),
                 text_of(method.insertion), text_of(method.black_deletion),
                 text_of(method.outside_share), text_of(method.random_head),
                 text_of(method.random_network), text_of(method.permuted_labels),
                 text_of(method.pointing), text_of(method.heat_in_lesion), text_of(method.overlap),
                 text_of(method.territory_hits)});
    }
  }
  return table.text();
}

std::string error_text(const std::vector<MeasuredRun>& runs) {
  TextTable table({"run", "cause", "value", "missed", "false alarms"});
  for (const MeasuredRun& run : runs) {
    for (const ErrorGroup& group : run.result.errors) {
      table.add(
          {run.name, group.cause, group.value, text_of(group.missed), text_of(group.false_alarms)});
    }
  }
  return table.empty() ? "" : "\nErrors by what is true of the patients\n" + table.text();
}

std::string legend(const std::vector<MeasuredRun>& runs) {
  std::string text =
      "\n* a yardstick that asks no network\n"
      "deletion, insertion: mean probability while cells are replaced by the mean normal map (from "
      "it), the hottest first; small deletion and large insertion are good. black: deletion with "
      "black, a defect itself, only to compare with published work.\n"
      "random head, random network, permuted labels: rank correlation with the map of a network "
      "that cannot know; near 1, a map shows the picture and not the model.\n"
      "pointing, in lesion, overlap, territory: against the true lesions of synthetic patients.\n";
  for (const MeasuredRun& run : runs) {
    text += run.name + ": " + std::to_string(run.result.called_cases) +
            " cases called positive; outside the disc lies " +
            fixed_text(100 * run.result.outside_area_share, 0) + " % of the area";
    if (run.result.lesion_cases > 0) {
      text += "; " + std::to_string(run.result.lesion_cases) + " cases with lesions, on " +
              fixed_text(100 * run.result.lesion_area_share, 0) + " % of the disc";
    }
    text += "; permuted labels fitted to " + fixed_text(100 * run.result.permuted_accuracy, 0) +
            " %" + (run.result.synthetic ? " (synthetic patients)" : "") + "\n";
  }
  return text;
}

// The run itself, or the finished rows of a comparison.
std::vector<std::filesystem::path> runs_in(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder / "comparison.json")) return {folder};
  std::vector<std::filesystem::path> runs;
  for (const ListedRun& listed : list_runs({folder}).runs) {
    if (std::filesystem::exists(RunFolder(listed.folder).bundle())) runs.push_back(listed.folder);
  }
  return runs;
}

CommandResult run(const Options& options, Context& context) {
  std::vector<MeasuredRun> runs;
  CommandResult answer;
  for (const std::filesystem::path& folder : runs_in(options.run)) {
    const RunFolder kept(folder);
    const std::string name = std::filesystem::absolute(folder).lexically_normal().filename();
    runs.push_back(
        {name.empty() ? folder.parent_path().filename().string() : name,
         std::filesystem::exists(kept.faithfulness())
             ? read_faithfulness(kept)
             : measure_faithfulness({folder, options.truth, options.cases, context.threads},
                                    context.progress)});
    answer.json["runs"].push_back(
        {{"run", folder.string()}, {"result", faithfulness_json(runs.back().result)}});
  }
  answer.text = method_text(runs) + error_text(runs) + legend(runs);
  answer.text += "Details: faithfulness/ in each run folder; remove it to measure again\n" +
                 std::string(kNotice) + "\n";
  return answer;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("run", options->run,
                 "Run folder that was judged on its test patients, or folder of a comparison")
      ->required();
  app.add_option("--truth", options->truth,
                 "Of synthetic patients: the folder that `myolens phantom` wrote");
  app.add_option("--cases", options->cases, "Most cases called positive to measure")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command faithfulness_command() {
  return {"faithfulness", "Models", "Measure whether heat maps tell what a classifier rests on",
          "myolens faithfulness run/ --truth screens/", define};
}

}  // namespace myolens
