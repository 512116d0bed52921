#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/command_line.h"
#include "myolens/base/error.h"
#include "myolens/experiment/open_run.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

// Commands whose work can go on.
std::vector<Command> resumable_commands() {
  return {train_command(), compare_command(), optimism_command()};
}

CommandResult resume(const fs::path& folder, Context& context) {
  const RunIdentity identity = read_identity(RunFolder(folder));
  if (identity.row_of_comparison) {
    const std::string comparison = (fs::absolute(folder) / "").parent_path().parent_path().string();
    throw Error(ErrorCode::kInvalidArgument, folder.string() +
                                                 " is a row of a comparison, which goes on as a "
                                                 "whole: `myolens resume " +
                                                 comparison + "`");
  }
  const auto commands = resumable_commands();
  const auto command = std::ranges::find_if(commands, [&](const Command& candidate) {
    return !identity.words.empty() && candidate.name == identity.words[0];
  });
  if (command == commands.end())
    throw Error(ErrorCode::kBadFormat, folder.string() + " was begun by no command that goes on");
  const fs::path absolute = fs::absolute(folder);
  // Relative paths among the words are meant from there.
  std::error_code failure;
  fs::current_path(identity.working_folder, failure);
  const CommandLine line =
      read_command_line(*command, {identity.words.begin() + 1, identity.words.end()});
  Context resumed{line.common.seed, line.common.threads, line.settings,   identity.words,
                  absolute,         context.json,        context.progress};
  return line.job(resumed);
}

}  // namespace

Command resume_command() {
  return {"resume", "Models", "Go on with a training that was interrupted", "myolens resume run/",
          [](CLI::App& app) -> Job {
            auto folder = std::make_shared<fs::path>();
            app.add_option("run", *folder, "Run folder that is not finished")->required();
            return [folder](Context& context) { return resume(*folder, context); };
          }};
}

}  // namespace myolens
