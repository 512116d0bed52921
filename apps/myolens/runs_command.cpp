#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <ctime>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/text_table.h"
#include "myolens/base/number_text.h"
#include "myolens/experiment/run_list.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

// In UTC, by a format of strftime.
std::string time_text(fs::file_time_type time, const char* format) {
  const auto system = std::chrono::file_clock::to_sys(time);
  const std::time_t seconds = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(system));
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

std::string score_text(const Estimate& estimate) {
  if (!estimate.value) return "undefined";
  const std::string value = fixed_text(*estimate.value, 3);
  if (!estimate.interval) return value;
  return value + " (" + fixed_text(estimate.interval->low, 3) + " to " +
         fixed_text(estimate.interval->high, 3) + ")";
}

std::string judged_text(const ListedRun& run) {
  if (!run.scores)
    return run.state == RunState::kFinished && !run.backbone.empty() ? "not yet" : "";
  return run.scores->set + (run.scores->selected_on_test_set ? ", SELECTED ON THE TEST SET" : "");
}

Json score_json(const Estimate& estimate) {
  const auto or_null = [](const auto& has, double value) { return has ? Json(value) : Json(); };
  const Interval interval = estimate.interval.value_or(Interval{});
  return {{"value", or_null(estimate.value, estimate.value.value_or(0))},
          {"low", or_null(estimate.interval, interval.low)},
          {"high", or_null(estimate.interval, interval.high)}};
}

Json run_json(const ListedRun& run) {
  Json json{{"name", run.folder.filename().string()},
            {"folder", run.folder.string()},
            {"begun", time_text(run.begun, "%Y-%m-%dT%H:%M:%SZ")},
            {"state", name_of(run.state)},
            {"command", run.command},
            {"backbone", run.backbone},
            {"strategy", run.strategy},
            {"protocol", run.protocol},
            {"scores", Json()}};
  if (run.scores) {
    json["scores"] = {{"set", run.scores->set},
                      {"selected_on_test_set", run.scores->selected_on_test_set},
                      {"accuracy", score_json(run.scores->accuracy)},
                      {"auc", score_json(run.scores->auc)}};
  }
  return json;
}

CommandResult list(const std::vector<fs::path>& folders) {
  const RunList found = list_runs(folders);
  CommandResult result;
  result.json = {{"runs", Json::array()}, {"damaged", Json::array()}};
  TextTable table({"run", "begun (UTC)", "state", "command", "backbone", "strategy", "protocol",
                   "judged on", "accuracy (95 % interval)", "AUC (95 % interval)"});
  for (const ListedRun& run : found.runs) {
    result.json["runs"].push_back(run_json(run));
    table.add({run.folder.string(), time_text(run.begun, "%Y-%m-%d %H:%M"),
               std::string(name_of(run.state)), run.command, run.backbone, run.strategy,
               run.protocol, judged_text(run), run.scores ? score_text(run.scores->accuracy) : "",
               run.scores ? score_text(run.scores->auc) : ""});
  }
  if (!table.empty()) result.text = table.text();
  for (const DamagedRun& run : found.damaged) {
    result.json["damaged"].push_back({{"folder", run.folder.string()}, {"reason", run.reason}});
    result.text += "Damaged: " + run.folder.string() + ": " + run.reason + "\n";
    result.exit_code = kExitBadInput;
  }
  if (result.text.empty()) result.text = "No runs here; name folders that hold run folders.\n";
  result.text += std::string(kNotice) + "\n";
  return result;
}

Job define(CLI::App& app) {
  auto folders = std::make_shared<std::vector<fs::path>>(1, ".");
  app.add_option("folders", *folders, "Run folders, or folders that hold some")
      ->capture_default_str();
  return [folders](Context&) { return list(*folders); };
}

}  // namespace

Command runs_command() {
  return {"runs", "Models", "List run folders with their state and scores",
          "myolens runs experiments/", define};
}

}  // namespace myolens
