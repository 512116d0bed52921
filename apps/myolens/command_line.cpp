#include "apps/myolens/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <memory>
#include <thread>

#include "apps/myolens/settings_file.h"
#include "apps/myolens/whole_number.h"

namespace myolens {
namespace {

constexpr size_t kMaximalThreads = 1024;

void add_common_options(CLI::App& app, CommonOptions& common) {
  common.threads = std::max(1U, std::thread::hardware_concurrency());
  const std::string group = "Options of every command";
  app.set_help_flag("-h,--help", "Show this text and exit")->group(group);
  app.add_flag("--json", common.json, "Print the result as one JSON object")
      ->group(group)
      ->configurable(false);
  app.add_flag("--quiet", common.quiet, "Print no progress and no notes")
      ->group(group)
      ->configurable(false);
  app.add_option("--seed", common.seed, "Seed of every random choice")->group(group);
  app.add_option("--threads", common.threads, "Threads to use")
      ->type_name("N")
      ->check(whole_number(1, kMaximalThreads))
      ->group(group);
  app.set_config("--config", "", "TOML file with options; the command line overrides it")
      ->type_name("FILE")
      ->group(group);
  app.config_formatter(std::make_shared<SettingsFile>(app));
  app.allow_config_extras(CLI::config_extras_mode::error);
}

void check_counts(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_type_name() != "UINT") continue;
    option->type_name("N")->check(whole_number(0, std::numeric_limits<uint64_t>::max()));
  }
  for (CLI::App* inner : app.get_subcommands(nullptr)) check_counts(*inner);
}

// An empty value is what a script's unset variable leaves; it would count as not given.
void refuse_empty_values(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    if (std::ranges::find(option->results(), "") == option->results().end()) continue;
    throw Error(ErrorCode::kInvalidArgument,
                option->get_name() + " is given an empty value" +
                    (option->get_required() ? "" : "; leave it out, or give one"));
  }
  for (const CLI::App* inner : app.get_subcommands()) refuse_empty_values(*inner);
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const CLI::App* inner : app.get_subcommands()) {
    for (const std::string& name : option_names(*inner)) names.push_back(name);
  }
  return names;
}

std::vector<std::string> action_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* action : app.get_subcommands(nullptr)) names.push_back(action->get_name());
  return names;
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

// The help of an action leaves out what every command has.
void name_common_options(CLI::App& app) {
  for (CLI::App* action : app.get_subcommands(nullptr)) {
    action->footer(
        "\nOptions of every command: --json, --quiet, --seed, --threads, --config; see \"" +
        app.get_name() + " --help\"\n" + action->get_footer());
  }
}

// An unknown option is the likeliest cause of whatever else is wrong, so it is named first; then a
// misspelled action of a command that has some.
std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  for (const std::string& word : app.remaining(true)) {
    const std::string name = word.substr(0, word.find('='));
    if (!name.starts_with('-')) continue;
    return "unknown option " + name + nearest_name_hint(name, option_names(app));
  }
  const auto words = app.remaining(true);
  const auto actions = action_names(app);
  if (!actions.empty() && app.get_subcommands().empty() && words.empty())
    return "say what to do: " + app.get_name() + " " + joined(actions, " or ");
  if (!actions.empty() && app.get_subcommands().empty())
    return "unknown action \"" + words[0] + "\"" + nearest_name_hint(words[0], actions);
  return error.what();
}

[[noreturn]] void refuse(const CLI::App& app, const CLI::ParseError& error) {
  if (dynamic_cast<const CLI::FileError*>(&error) != nullptr) {
    throw Error(ErrorCode::kNotFound, std::string("--config: ") + error.what());
  }
  throw Error(ErrorCode::kInvalidArgument,
              explain(app, error) + "; run \"" + app.get_name() + " --help\" for the options");
}

}  // namespace

CommandLine read_command_line(const Command& command, const std::vector<std::string>& arguments) {
  CommandLine line;
  CLI::App app(command.summary, "myolens " + command.name);
  app.option_defaults()->always_capture_default();
  app.fallthrough();
  app.footer("\nExample:\n  " + command.example + "\n\n" + kNotice);
  line.job = command.define(app);
  add_common_options(app, line.common);
  check_counts(app);
  name_common_options(app);
  try {
    app.parse(std::vector(arguments.rbegin(), arguments.rend()));  // CLI11 wants them reversed
  } catch (const CLI::CallForHelp&) {
    line.help = app.help();
  } catch (const CLI::ParseError& error) {
    refuse(app, error);
  }
  refuse_empty_values(app);
  line.settings = app.config_to_str(true, false);
  return line;
}

}  // namespace myolens
