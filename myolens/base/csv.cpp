#include "myolens/base/csv.h"

#include <algorithm>
#include <utility>

#include "myolens/base/error.h"
#include "myolens/base/file.h"

namespace myolens {
namespace {

constexpr size_t kTableLimitBytes = size_t{64} << 20;
constexpr size_t kMaximalColumns = 4096;
constexpr size_t kMaximalRows = 1'000'000;

[[noreturn]] void fail(const std::string& origin, size_t line, const std::string& what) {
  throw Error(ErrorCode::kBadFormat, origin + ", line " + std::to_string(line) + ": " + what);
}

bool same_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_blank(const std::string& text) { return trimmed(text).empty(); }

// What people give in place of delimited text, by its first bytes.
void refuse_other_formats(std::string_view text, const std::string& origin) {
  constexpr std::string_view kRemedy = "; save it as \"CSV UTF-8\" and give that file";
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::kBadFormat, origin + " is " + what + std::string(kRemedy));
  };
  if (text.starts_with("PK\x03\x04") || text.starts_with("\xD0\xCF\x11\xE0")) {
    refuse("a workbook of a spreadsheet program or an archive, not CSV or TSV");
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) refuse("UTF-16 text");
  if (text.find('\0') != std::string_view::npos) refuse("no text: it holds zero bytes");
}

// Of a first line `sep=;`, which tells spreadsheet programs the delimiter.
std::optional<char> declared_delimiter(std::string_view text) {
  std::string_view line = trimmed(text.substr(0, text.find_first_of("\r\n")));
  if (line.starts_with('"') && line.ends_with('"')) line = line.substr(1, line.size() - 2);
  if (line.size() == 4 && text.starts_with("sep=\t")) return '\t';
  constexpr std::string_view kDeclared = ",;|:";
  const bool declared = line.size() == 5 && same_but_for_case(line.substr(0, 4), "sep=") &&
                        kDeclared.find(line[4]) != std::string_view::npos;
  return declared ? std::optional(line[4]) : std::nullopt;
}

char guessed_delimiter(std::string_view text) {
  constexpr std::string_view kCandidates = ",;\t";
  size_t counts[kCandidates.size()]{};
  bool quoted = false;
  bool begun = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') {
      if (begun) break;
      continue;
    }
    begun = begun || c != ' ';
    if (const size_t i = kCandidates.find(c); i != std::string_view::npos) ++counts[i];
  }
  return kCandidates[static_cast<size_t>(std::ranges::max_element(counts) - counts)];
}

struct RawRow {
  size_t line = 1;  // where it begins
  std::vector<std::string> fields;
  std::string fault;

  bool blank() const { return fault.empty() && std::ranges::all_of(fields, is_blank); }
};

class TableParser {
 public:
  TableParser(std::string_view text, const std::string& origin) : text_(text), origin_(origin) {
    if (const auto declared = declared_delimiter(text)) {
      delimiter_ = *declared;
      end_line_at(std::min(text.find_first_of("\r\n"), text.size()));
    } else {
      delimiter_ = guessed_delimiter(text);
    }
  }

  bool at_end() const { return position_ >= text_.size(); }

  RawRow read_row() {
    RawRow row{line_, {}, {}};
    do {
      if (row.fields.size() == kMaximalColumns) refuse_too_many_columns();
      row.fields.push_back(read_field(row));
    } while (take(delimiter_));
    end_line_at(position_);
    return row;
  }

 private:
  bool at_line_end() const {
    return at_end() || text_[position_] == '\n' || text_[position_] == '\r';
  }

  bool take(char c) {
    if (at_end() || text_[position_] != c) return false;
    ++position_;
    return true;
  }

  void end_line_at(size_t position) {
    position_ = position;
    const bool returned = take('\r');
    if (take('\n') || returned) ++line_;
  }

  std::string read_field(RawRow& row) {
    if (take('"')) {
      std::string field = read_quoted();
      const std::string_view rest = trimmed(read_plain());
      if (!rest.empty()) {
        row.fault = "text follows the closing quote of \"" + field.substr(0, 40) +
                    "\"; write a quote inside a quoted field twice";
      }
      return field;
    }
    return std::string(read_plain());
  }

  std::string_view read_plain() {
    const size_t begin = position_;
    while (!at_line_end() && text_[position_] != delimiter_) ++position_;
    return text_.substr(begin, position_ - begin);
  }

  std::string read_quoted() {
    const size_t opened_on = line_;
    std::string field;
    while (!at_end()) {
      const char c = text_[position_++];
      if (c == '"' && !take('"')) return field;
      const bool next_is_lf = !at_end() && text_[position_] == '\n';
      if (c == '\n' || (c == '\r' && !next_is_lf)) ++line_;
      field += c;
    }
    fail(origin_, opened_on, "a quoted field is never closed; add the missing \"");
  }

  [[noreturn]] void refuse_too_many_columns() const {
    throw Error(ErrorCode::kLimitExceeded, origin_ + ", line " + std::to_string(line_) +
                                               " has more than " + std::to_string(kMaximalColumns) +
                                               " fields; is this a table?");
  }

  std::string_view text_;
  const std::string& origin_;
  char delimiter_ = ',';
  size_t position_ = 0;
  size_t line_ = 1;
};

std::vector<std::string> read_header(TableParser& parser, const std::string& origin) {
  RawRow row;
  while (!parser.at_end() && row.blank()) row = parser.read_row();
  if (!row.fault.empty()) fail(origin, row.line, row.fault);
  std::vector<std::string> columns;
  for (const std::string& name : row.fields) columns.emplace_back(trimmed(name));
  while (!columns.empty() && columns.back().empty()) columns.pop_back();
  if (columns.empty()) fail(origin, row.line, "the file is empty; it needs a header line");
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].empty()) fail(origin, row.line, "the header has a column without a name");
    const auto end = columns.begin() + static_cast<std::ptrdiff_t>(i);
    const auto first = std::find_if(columns.begin(), end, [&](const std::string& name) {
      return same_but_for_case(name, columns[i]);
    });
    if (first == end) continue;
    fail(origin, row.line,
         *first == columns[i]
             ? "the header names column \"" + *first + "\" twice"
             : "the header names both \"" + *first + "\" and \"" + columns[i] + "\"; rename one");
  }
  return columns;
}

// Gives the row as many fields as there are columns, where only empty ones are too many.
void fit(RawRow& row, size_t columns) {
  while (row.fields.size() > columns && is_blank(row.fields.back())) row.fields.pop_back();
  if (!row.fault.empty() || row.fields.size() == columns) return;
  row.fault = std::to_string(row.fields.size()) + (row.fields.size() == 1 ? " field" : " fields") +
              " where the header has " + std::to_string(columns) +
              "; quote fields that hold a separator";
}

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

Table sound_table(TableReading reading, const std::string& origin) {
  if (reading.faults.empty()) return std::move(reading.table);
  const TableFault& first = reading.faults.front();
  const size_t more = reading.faults.size() - 1;
  fail(origin, first.line,
       first.text + (more == 0 ? "" : " (and " + std::to_string(more) + " more faulty rows)"));
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<size_t> Table::find_column(std::string_view name) const {
  auto found = std::ranges::find(columns, name);
  if (found == columns.end()) {
    found = std::ranges::find_if(
        columns, [&](const std::string& column) { return same_but_for_case(column, name); });
  }
  if (found == columns.end()) return std::nullopt;
  return static_cast<size_t>(found - columns.begin());
}

size_t Table::column(std::string_view name, const std::string& origin) const {
  if (const auto index = find_column(name)) return *index;
  throw Error(ErrorCode::kBadData, origin + " has no column \"" + std::string(name) + "\"" +
                                       nearest_name_hint(name, columns) +
                                       "; add it to the header line");
}

TableReading scan_table(std::string_view text, const std::string& origin) {
  refuse_other_formats(text, origin);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  TableParser parser(text, origin);
  TableReading reading;
  Table& table = reading.table;
  table.columns = read_header(parser, origin);
  while (!parser.at_end()) {
    RawRow row = parser.read_row();
    if (row.blank()) continue;
    if (table.rows.size() + reading.faults.size() == kMaximalRows) {
      throw Error(ErrorCode::kLimitExceeded,
                  origin + " has more than " + std::to_string(kMaximalRows) + " rows; divide it");
    }
    fit(row, table.columns.size());
    if (!row.fault.empty()) {
      reading.faults.push_back({row.line, std::move(row.fault)});
      continue;
    }
    table.rows.push_back(std::move(row.fields));
    table.lines.push_back(row.line);
  }
  return reading;
}

Table parse_table(std::string_view text, const std::string& origin) {
  return sound_table(scan_table(text, origin), origin);
}

Table read_table(const std::filesystem::path& path) {
  return sound_table(scan_table_file(path), path.string());
}

TableReading scan_table_file(const std::filesystem::path& path) {
  return scan_table(read_text_file(path, kTableLimitBytes), path.string());
}

std::string format_table(const Table& table) {
  std::string text;
  append_row(text, table.columns);
  for (const auto& row : table.rows) append_row(text, row);
  return text;
}

}  // namespace myolens
