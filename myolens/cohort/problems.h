// What is wrong with many files, collected so that all of them are named together.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {

struct Problem {
  ErrorCode code;
  std::string text;
};

class Problems {
 public:
  static constexpr size_t kNamed = 10;

  // `text` names the place (row, file, patient), what is wrong with it, and the remedy.
  void add(ErrorCode code, std::string text);
  bool empty() const { return all_.empty(); }
  const std::vector<Problem>& all() const { return all_; }

  // Throws an Error with the code of the first problem when there is any: `heading`, the first
  // kNamed problems one a line, and how many more there are.
  void throw_if_any(const std::string& heading) const;

 private:
  std::vector<Problem> all_;
};

}  // namespace myolens
