#include "myolens/base/csv.h"

#include <algorithm>
#include <set>

#include "myolens/base/error.h"
#include "myolens/base/file.h"

namespace myolens {
namespace {

constexpr size_t kTableLimitBytes = size_t{256} << 20;

char guess_delimiter(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  char best = ',';
  for (const char candidate : {';', '\t'}) {
    if (std::ranges::count(header, candidate) > std::ranges::count(header, best)) best = candidate;
  }
  return best;
}

class TableParser {
 public:
  TableParser(std::string_view text, const std::string& origin)
      : text_(text), origin_(origin), delimiter_(guess_delimiter(text)) {}

  bool at_end() const { return position_ >= text_.size(); }
  size_t line() const { return line_; }

  std::vector<std::string> read_row() {
    std::vector<std::string> fields(1);
    while (!at_end()) {
      const char c = text_[position_++];
      if (c == '\n') {
        ++line_;
        break;
      }
      if (c == '"' && fields.back().empty()) {
        read_quoted(fields.back());
      } else if (c == delimiter_) {
        fields.emplace_back();
      } else if (c != '\r' || (!at_end() && text_[position_] != '\n')) {
        fields.back() += c;
      }
    }
    return fields;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::kBadFormat, origin_ + ", line " + std::to_string(line_) + ": " + what);
  }

 private:
  void read_quoted(std::string& field) {
    const size_t opened_on = line_;
    while (!at_end()) {
      const char c = text_[position_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        field += c;
      } else if (!at_end() && text_[position_] == '"') {
        field += '"';
        ++position_;
      } else {
        return;
      }
    }
    line_ = opened_on;
    fail("a quoted field is never closed; add the missing \"");
  }

  std::string_view text_;
  const std::string& origin_;
  char delimiter_;
  size_t position_ = 0;
  size_t line_ = 1;
};

std::string quoted(const std::string& field) {
  if (field.find_first_of(",;\t\"\r\n") == std::string::npos) return field;
  std::string result = "\"";
  for (const char c : field) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

void append_row(std::string& text, const std::vector<std::string>& fields) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text += ',';
    text += quoted(fields[i]);
  }
  text += '\n';
}

}  // namespace

std::optional<size_t> Table::find_column(std::string_view name) const {
  const auto found = std::ranges::find(columns, name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<size_t>(found - columns.begin());
}

size_t Table::column(std::string_view name, const std::string& origin) const {
  if (const auto index = find_column(name)) return *index;
  throw Error(ErrorCode::kBadData, origin + " has no column \"" + std::string(name) + "\"" +
                                       nearest_name_hint(name, columns) +
                                       "; add it to the header line");
}

Table parse_table(std::string_view text, const std::string& origin) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  TableParser parser(text, origin);
  Table table;
  table.columns = parser.read_row();
  std::set<std::string> seen;
  for (const std::string& name : table.columns) {
    if (name.empty()) parser.fail("the header has a column without a name");
    if (!seen.insert(name).second) parser.fail("the header names column \"" + name + "\" twice");
  }
  while (!parser.at_end()) {
    const size_t line = parser.line();
    std::vector<std::string> row = parser.read_row();
    if (row.size() == 1 && row[0].empty()) continue;
    if (row.size() != table.columns.size()) {
      throw Error(ErrorCode::kBadFormat,
                  origin + ", line " + std::to_string(line) + ": " + std::to_string(row.size()) +
                      " fields where the header has " + std::to_string(table.columns.size()));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table read_table(const std::filesystem::path& path) {
  return parse_table(read_text_file(path, kTableLimitBytes), path.string());
}

std::string format_table(const Table& table) {
  std::string text;
  append_row(text, table.columns);
  for (const auto& row : table.rows) append_row(text, row);
  return text;
}

}  // namespace myolens
