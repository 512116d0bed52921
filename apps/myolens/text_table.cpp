#include "apps/myolens/text_table.h"

#include <algorithm>

namespace myolens {
namespace {

constexpr const char* kGap = "  ";

bool is_number(const std::string& cell) {
  return cell.find_first_not_of("0123456789.,-") == cell.npos;
}

struct Column {
  size_t width = 0;
  bool numbers = true;  // all cells below the header
};

std::string padded(const std::string& cell, const Column& column) {
  const std::string blanks(column.width - cell.size(), ' ');
  return column.numbers ? blanks + cell : cell + blanks;
}

}  // namespace

std::string TextTable::text() const {
  std::vector<Column> columns(rows_[0].size());
  for (size_t row = 0; row < rows_.size(); ++row) {
    for (size_t i = 0; i < columns.size(); ++i) {
      columns[i].width = std::max(columns[i].width, rows_[row][i].size());
      columns[i].numbers = columns[i].numbers && (row == 0 || is_number(rows_[row][i]));
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (size_t i = 0; i < columns.size(); ++i) line += kGap + padded(row[i], columns[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace myolens
