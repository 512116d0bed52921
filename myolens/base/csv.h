// Tables as delimited text: RFC 4180 quoting, as spreadsheet programs of any language save it.
//
// Separated by comma, semicolon or tab; lines end with LF, CRLF or CR; a UTF-8 byte-order mark and
// a first line `sep=;` are understood. Rows without any text are skipped, and so are empty columns
// to the right of the last named one. Column names lose the blanks around them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // each as long as `columns`
  std::vector<size_t> lines{};  // of a table that was read: where each row begins in it, from 1

  // The column of that name, or else the one that differs in upper and lower case (ASCII) only.
  std::optional<size_t> find_column(std::string_view name) const;

  // Index of a column that must exist. Errors: kBadData, naming `origin` and the nearest column.
  size_t column(std::string_view name, const std::string& origin) const;
};

struct TableFault {
  size_t line = 0;
  std::string text;  // what is wrong and what to do
};

// The rows that are sound, and what is wrong with the others.
struct TableReading {
  Table table;
  std::vector<TableFault> faults;
};

// The delimiter is the one of , ; TAB that occurs most often in the header, outside quotes.
// `origin` names the source in errors. Errors: kBadFormat for what leaves no row readable (an
// unclosed quote, a header with a nameless or repeated column, UTF-16, a workbook), with the line;
// kLimitExceeded (more than a million rows, or 4096 columns).
TableReading scan_table(std::string_view text, const std::string& origin);

// Errors: as scan_table; kBadFormat naming the first faulty row and how many more there are.
Table parse_table(std::string_view text, const std::string& origin);

// Errors: as parse_table (scan_table) and read_text_file with a limit of 64 MiB.
Table read_table(const std::filesystem::path& path);
TableReading scan_table_file(const std::filesystem::path& path);

// `text` without the blanks, tabs and line ends around it.
std::string_view trimmed(std::string_view text);

// Comma-separated, quoted where needed, one header line, lines end with \n.
std::string format_table(const Table& table);

}  // namespace myolens
