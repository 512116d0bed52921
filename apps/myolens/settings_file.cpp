#include "apps/myolens/settings_file.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <regex>
#include <string_view>

#include "myolens/base/error.h"

namespace myolens {
namespace {

using Values = std::vector<std::string>;

struct Escape {
  char letter;
  char meaning;
};
constexpr Escape kEscapes[] = {{'b', '\b'}, {'t', '\t'}, {'n', '\n'}, {'f', '\f'},
                               {'r', '\r'}, {'"', '"'},  {'\\', '\\'}};

struct Setting {
  size_t line = 0;
  CLI::ConfigItem item{};
};

std::string at_line(size_t line) { return "--config, line " + std::to_string(line) + ": "; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<Setting> read() {
    std::vector<Setting> settings;
    for (skip_blank_lines(); !at_end(); skip_blank_lines()) {
      if (peek() == '[') fail("tables are not used here; write KEY = VALUE lines only");
      Setting setting{line_};
      CLI::ConfigItem& item = setting.item;
      item.name = read_scalar("=");
      skip_blanks();
      if (at_end() || next() != '=') fail("expected = after " + item.name);
      skip_blanks();
      item.inputs = read_value();
      skip_blanks();
      skip_comment();
      if (!at_end() && next() != '\n') fail("expected the end of the line after the value");
      settings.push_back(std::move(setting));
    }
    return settings;
  }

 private:
  bool at_end() const { return position_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[position_]; }

  char next() {
    const char c = text_[position_++];
    if (c == '\n') ++line_;
    return c;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::kBadFormat, at_line(line_) + what);
  }

  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r') next();
  }

  void skip_comment() {
    if (peek() != '#') return;
    while (!at_end() && peek() != '\n') next();
  }

  void skip_blank_lines() {
    for (skip_blanks(); peek() == '#' || peek() == '\n'; skip_blanks()) {
      skip_comment();
      if (!at_end()) next();
    }
  }

  Values read_value() {
    if (peek() != '[') return {read_scalar("#")};
    next();
    Values values;
    for (skip_blank_lines(); peek() != ']'; skip_blank_lines()) {
      values.push_back(read_scalar(",]#"));
      skip_blank_lines();
      if (peek() == ',') {
        next();
      } else if (peek() != ']') {
        fail("expected , or ] in an array");
      }
    }
    next();
    return values;
  }

  // A string, or a bare word up to a blank or one of `stops`.
  std::string read_scalar(std::string_view stops) {
    if (peek() == '"') return read_basic_string();
    if (peek() == '\'') return read_literal_string();
    std::string word;
    while (!at_end() && std::isspace(static_cast<unsigned char>(peek())) == 0 &&
           stops.find(peek()) == std::string_view::npos) {
      word += next();
    }
    if (word.empty()) fail("a value or a name is missing");
    return word;
  }

  char next_of_string() {
    if (at_end() || peek() == '\n') fail("a string is never closed");
    return next();
  }

  std::string read_literal_string() {
    next();
    std::string value;
    for (char c = next_of_string(); c != '\''; c = next_of_string()) value += c;
    return value;
  }

  std::string read_basic_string() {
    next();
    std::string value;
    for (char c = next_of_string(); c != '"'; c = next_of_string()) {
      value += c == '\\' ? read_escape() : c;
    }
    return value;
  }

  char read_escape() {
    const char letter = next_of_string();
    for (const Escape& escape : kEscapes) {
      if (escape.letter == letter) return escape.meaning;
    }
    fail(std::string("unknown escape \\") + letter + "; write \\\\ for a backslash");
  }

  std::string_view text_;
  size_t position_ = 0;
  size_t line_ = 1;
};

std::string scalar_text(const std::string& value) {
  static const std::regex kBare(R"(true|false|[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)");
  if (std::regex_match(value, kBare)) return value;
  std::string text = "\"";
  for (const char c : value) {
    const auto escape =
        std::find_if(std::begin(kEscapes), std::end(kEscapes),
                     [c](const Escape& candidate) { return candidate.meaning == c; });
    text += escape == std::end(kEscapes) ? std::string(1, c) : std::string("\\") + escape->letter;
  }
  return text + "\"";
}

std::string value_text(const Values& values) {
  if (values.size() == 1) return scalar_text(values[0]);
  std::string text;
  for (const std::string& value : values) {
    text += (text.empty() ? "" : ", ") + scalar_text(value);
  }
  return "[" + text + "]";
}

// CLI11 keeps the default of a list as [a,b].
Values default_of(const CLI::Option& option) {
  const std::string text = option.get_default_str();
  if (text.empty()) return option.get_expected_min() == 0 ? Values{"false"} : Values{};
  const bool list = option.get_expected_max() > 1 && text.front() == '[' && text.back() == ']';
  return list ? CLI::detail::split(text.substr(1, text.size() - 2), ',') : Values{text};
}

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names = option.get_lnames();
  if (option.get_positional()) names.push_back(option.get_name(true));
  return names;
}

// Adds the names of its options to `names` until the one that is looked for is found.
const CLI::Option* find_option(const CLI::App& app, const std::string& name,
                               std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& known : names_of(*option)) {
      if (known == name) return option;
      if (option->get_configurable()) names.push_back(known);
    }
  }
  return nullptr;
}

// Where the setting belongs: the command, or its action that is being run.
std::vector<std::string> place_of(const CLI::App& app, const Setting& setting) {
  // That no action is named is what the user must hear of first.
  if (!app.get_subcommands(nullptr).empty() && app.get_subcommands().empty()) return {};
  const std::string& name = setting.item.name;
  std::vector<std::string> names;
  std::vector<std::string> place;
  const CLI::Option* option = find_option(app, name, names);
  for (const CLI::App* action : app.get_subcommands()) {
    if (option != nullptr) break;
    option = find_option(*action, name, names);
    place = {action->get_name()};
  }
  if (option == nullptr) {
    throw Error(ErrorCode::kInvalidArgument,
                at_line(setting.line) + "unknown setting " + name + nearest_name_hint(name, names));
  }
  if (!option->get_configurable()) {
    throw Error(ErrorCode::kInvalidArgument,
                at_line(setting.line) + name + " is for the command line only");
  }
  return place;
}

}  // namespace

std::string SettingsFile::to_config(const CLI::App* app, bool default_also,
                                    bool /*write_description*/, std::string prefix) const {
  std::string text;
  for (const CLI::Option* option : app->get_options()) {
    if (!option->get_configurable()) continue;
    Values values = option->reduced_results();
    if (values.empty() && default_also) values = default_of(*option);
    if (values.empty()) continue;
    text += prefix + option->get_single_name() + " = " + value_text(values) + "\n";
  }
  return text;
}

std::vector<CLI::ConfigItem> SettingsFile::from_config(std::istream& input) const {
  const std::string text{std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
  std::vector<CLI::ConfigItem> known;
  for (Setting& setting : Reader(text).read()) {
    setting.item.parents = place_of(app_, setting);
    known.push_back(std::move(setting.item));
  }
  return known;
}

}  // namespace myolens
