#include "apps/myolens/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <thread>

#include "apps/myolens/settings_file.h"

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
      ->check(CLI::Range(size_t{1}, kMaximalThreads).description(""))
      ->group(group);
  app.set_config("--config", "", "TOML file with options; the command line overrides it")
      ->type_name("FILE")
      ->group(group);
  app.config_formatter(std::make_shared<SettingsFile>());
  app.allow_config_extras(CLI::config_extras_mode::error);
}

// CLI11 reads -1 as the largest unsigned number.
void refuse_negative_counts(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_type_name() != "UINT") continue;
    option->type_name("N")->check(CLI::Validator(CLI::NonNegativeNumber).description(""));
  }
  for (CLI::App* inner : app.get_subcommands(nullptr)) refuse_negative_counts(*inner);
}

std::vector<std::string> option_names(const CLI::App& app, const std::string& prefix) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back(prefix + name);
  }
  for (const CLI::App* inner : app.get_subcommands()) {
    for (const std::string& name : option_names(*inner, prefix)) names.push_back(name);
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
    return "unknown option " + name + nearest_name_hint(name, option_names(app, "--"));
  }
  const auto words = app.remaining(true);
  const auto actions = action_names(app);
  if (!actions.empty() && app.get_subcommands().empty() && words.empty())
    return "say what to do: " + app.get_name() + " " + joined(actions, " or ");
  if (!actions.empty() && app.get_subcommands().empty())
    return "unknown action \"" + words[0] + "\"" + nearest_name_hint(words[0], actions);
  std::string message = error.what();
  if (dynamic_cast<const CLI::ConfigError*>(&error) != nullptr) {
    const std::string key = message.substr(message.rfind(' ') + 1);
    message = "--config: unknown setting " + key + nearest_name_hint(key, option_names(app, ""));
  }
  return message;
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
  refuse_negative_counts(app);
  name_common_options(app);
  try {
    app.parse(std::vector(arguments.rbegin(), arguments.rend()));  // CLI11 wants them reversed
  } catch (const CLI::CallForHelp&) {
    line.help = app.help();
  } catch (const CLI::ParseError& error) {
    refuse(app, error);
  }
  line.settings = app.config_to_str(true, false);
  return line;
}

}  // namespace myolens
