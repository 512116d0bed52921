// Columns of text for a terminal.
#pragma once

#include <string>
#include <vector>

namespace myolens {

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header) : rows_{std::move(header)} {}

  // As many cells as the header has.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.size() == 1; }

  // Every column as wide as its widest cell; numbers to the right, the rest to the left.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace myolens
