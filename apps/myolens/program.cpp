#include "apps/myolens/program.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <new>

#include "apps/myolens/command_line.h"
#include "apps/myolens/console_progress.h"
#include "apps/myolens/interrupt.h"
#include "apps/myolens/overview.h"
#include "myolens/base/utf8.h"

namespace myolens {
namespace {

using nlohmann::ordered_json;

constexpr const char* kProgramName = "myolens " MYOLENS_VERSION;

struct Failure {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

bool contains(const std::vector<std::string>& arguments, std::string_view word) {
  return std::ranges::find(arguments, word) != arguments.end();
}

ordered_json envelope(const std::string& command) {
  return {{"program", kProgramName}, {"command", command}, {"notice", kNotice}};
}

bool write_out(const std::string& text) {
  std::cout << text << std::flush;
  if (std::cout.good()) return true;
  std::cerr
      << "myolens: error: cannot write to standard output; check free space and permissions\n";
  return false;
}

bool print(const std::string& text) { return write_out(printable(text)); }

// The control characters that JSON need not escape could steer a terminal.
std::string with_escaped_controls(const std::string& json) {
  std::string result;
  for (size_t i = 0; i < json.size(); ++i) {
    const auto byte = static_cast<unsigned char>(json[i]);
    const auto next = i + 1 < json.size() ? static_cast<unsigned char>(json[i + 1]) : 0U;
    const bool c1 = byte == 0xC2 && next < 0xA0;
    if (byte != 0x7F && !c1) {
      result += json[i];
      continue;
    }
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\u%04x", c1 ? next : byte);
    result += escape;
    if (c1) ++i;
  }
  return result;
}

// File names may hold bytes that are not UTF-8; they are replaced rather than refused.
bool print_json(const ordered_json& object) {
  const std::string json = object.dump(2, ' ', false, ordered_json::error_handler_t::replace);
  return write_out(with_escaped_controls(json) + "\n");
}

int report(const Failure& failure, const std::string& command, bool json) {
  const bool colour = stderr_style().colour;
  std::cerr << "myolens" << (command.empty() ? "" : " ") << command << ": "
            << (colour ? "\x1b[1;31merror:\x1b[0m " : "error: ") << printable(failure.message)
            << "\n";
  if (json) {
    ordered_json object = envelope(command);
    object["error"] = {{"code", error_code_name(failure.code)}, {"message", failure.message}};
    if (!print_json(object)) return kExitFailed;
  }
  return exit_code_for(failure.code);
}

int print_result(const CommandResult& result, const std::string& command, bool json) {
  ordered_json object = envelope(command);
  object.update(result.json);
  const bool printed = json ? print_json(object) : print(result.text);
  return printed ? result.exit_code : kExitFailed;
}

CommandResult run_job(const CommandLine& line, std::vector<std::string> words) {
  QuietProgress quiet;
  ConsoleProgress console(std::cerr, stderr_style());
  Progress& progress = line.common.quiet ? static_cast<Progress&>(quiet) : console;
  Context context{
      line.common.seed, line.common.threads, line.settings, std::move(words), {}, line.common.json,
      progress};
  try {
    return line.job(context);
  } catch (...) {
    console.clear();
    throw;
  }
}

int run_command(const Command& command, const std::vector<std::string>& arguments) {
  const bool json = contains(arguments, "--json");
  Failure failure;
  try {
    const CommandLine line = read_command_line(command, arguments);
    if (!line.help.empty()) return print(line.help) ? kExitDone : kExitFailed;
    std::vector<std::string> words{command.name};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return print_result(run_job(line, std::move(words)), command.name, json);
  } catch (const Interrupted&) {
    end_as_interrupted();
  } catch (const Error& error) {
    failure = {error.code(), error.what()};
  } catch (const std::bad_alloc&) {
    failure = {ErrorCode::kUnavailable,
               "not enough memory; close other programs or lower --threads"};
  } catch (const std::filesystem::filesystem_error& error) {
    failure = {ErrorCode::kReadFailed, "cannot read " + error.path1().string() + ": " +
                                           error.code().message() + "; check permissions"};
  } catch (const std::exception& error) {
    failure = {ErrorCode::kInternal, std::string("unexpected fault: ") + error.what()};
  }
  return report(failure, command.name, json);
}

std::vector<std::string> names_of(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  return names;
}

}  // namespace

int run_program(const std::vector<Command>& commands, const std::vector<std::string>& arguments) {
  handle_signals();
  if (arguments.empty()) {
    std::cerr << overview(commands);
    return kExitWrongUsage;
  }
  const std::string& word = arguments[0];
  const bool json = contains(arguments, "--json");
  if (word == "--version") return print(std::string(kProgramName) + "\n") ? kExitDone : kExitFailed;
  if (word == "--help" || word == "-h") return print(overview(commands)) ? kExitDone : kExitFailed;
  if (word.starts_with('-')) {
    return report({ErrorCode::kInvalidArgument,
                   "expected a command before " + word +
                       ", whose options follow it; run \"myolens --help\" for the list"},
                  "", json);
  }
  const auto found = std::ranges::find(commands, word, &Command::name);
  if (found == commands.end()) {
    return report({ErrorCode::kInvalidArgument, "unknown command \"" + word + "\"" +
                                                    nearest_name_hint(word, names_of(commands)) +
                                                    "; run \"myolens --help\" for the list"},
                  "", json);
  }
  return run_command(*found, {arguments.begin() + 1, arguments.end()});
}

}  // namespace myolens
