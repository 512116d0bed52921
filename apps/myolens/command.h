// What a sub-command is. One file per sub-command defines one of these; main.cpp lists them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/myolens/exit_codes.h"
#include "myolens/base/notice.h"
#include "myolens/base/progress.h"

namespace CLI {
class App;
}

namespace myolens {

// What every job is given.
struct Context {
  uint64_t seed = 1;
  size_t threads = 1;
  std::string settings;            // the effective options as TOML; --config reads it back
  std::vector<std::string> words;  // the command line without the program's name
  std::filesystem::path resume;    // of a command that goes on: its run folder
  bool json = false;               // the result is printed as JSON
  Progress& progress;              // the only way to tell the user something while the job runs
};

// What every job gives back: `text` is printed on stdout, or `json` in its place with --json.
struct CommandResult {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  std::string text;
  ExitCode exit_code = kExitDone;
};

using Job = std::function<CommandResult(Context&)>;

struct Command {
  std::string name;
  std::string group;    // heading in the overview
  std::string summary;  // one line
  std::string example;  // a whole command line
  // Adds the command's own options to `app`, and returns the job that uses them. --json, --quiet,
  // --seed, --threads, --config and --help are added to every command afterwards.
  std::function<Job(CLI::App& app)> define;
};

Command backbones_command();
Command cohort_command();
Command compare_command();
Command ensemble_command();
Command evaluate_command();
Command explain_command();
Command export_command();
Command layout_command();
Command faithfulness_command();
Command optimism_command();
Command phantom_command();
Command predict_command();
Command prepare_command();
Command report_command();
Command resume_command();
Command runs_command();
Command train_command();
Command weights_command();

}  // namespace myolens
