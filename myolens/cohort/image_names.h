// File names for the pictures of a prepared cohort.
#pragma once

#include <set>
#include <string>

namespace myolens {

// Hands out names that are valid on every file system and differ from each other, upper and lower
// case taken as equal. Not thread-safe.
class ImageNames {
 public:
  // `PATIENT_STEM.png`, or `STEM.png` when the stem begins with the patient. Separators, control
  // characters, < > : " | ? * and bytes that are not UTF-8 become _; other Unicode is kept. At most
  // 200 bytes; a name that is taken gets _2, _3, ... at its end.
  std::string next(const std::string& patient, const std::string& stem);

 private:
  std::set<std::string> taken_;  // in lower case
};

}  // namespace myolens
