// Tables as delimited text (RFC 4180 quoting; comma, semicolon or tab; optional byte-order mark).
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

  std::optional<size_t> find_column(std::string_view name) const;

  // Index of a column that must exist. Errors: kBadData, naming `origin` and the nearest column.
  size_t column(std::string_view name, const std::string& origin) const;
};

// The delimiter is the one of , ; TAB that occurs most often in the header line. `origin` names the
// source in errors. Errors: kBadFormat (unclosed quote, a row of another length, a repeated or
// empty column name), with the line number.
Table parse_table(std::string_view text, const std::string& origin);

// Errors: as parse_table and read_text_file.
Table read_table(const std::filesystem::path& path);

// Comma-separated, quoted where needed, one header line, lines end with \n.
std::string format_table(const Table& table);

}  // namespace myolens
