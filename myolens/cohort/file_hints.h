// What a user may have meant by the name of a file that is not there.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

// Equal but for the way in which letters with marks are written in Unicode: as one character (NFC)
// or as a letter and its marks (NFD, as macOS names files). Judged by the place of the marks, not
// by the tables of Unicode: good for a hint.
bool same_but_for_composition(std::string_view a, std::string_view b);

// Reads every folder once, and gives hints for the first files only: each costs a comparison with
// the whole folder. Not thread-safe.
class FileHints {
 public:
  // What is wrong with `file`, which is no regular file, and a name that is near.
  std::string explain(const std::filesystem::path& file);

 private:
  const std::vector<std::string>& names_in(const std::filesystem::path& folder);

  std::map<std::filesystem::path, std::vector<std::string>> folders_;
  size_t given_ = 0;
};

}  // namespace myolens
