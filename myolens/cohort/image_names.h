// File names for the pictures of a prepared cohort.
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace myolens {

// Hands out names that are valid on every file system and differ from each other, upper and lower
// case taken as equal. They are made of the patient's id and a number: nothing of the source's
// name, which may hold the patient's, comes through. Not thread-safe.
class ImageNames {
 public:
  // `PATIENT_1.png`, `PATIENT_2.png`, ... Separators, control characters, < > : " | ? * and bytes
  // that are not UTF-8 become _; other Unicode is kept. At most 200 bytes of the patient are kept.
  std::string next(const std::string& patient);

 private:
  std::map<std::string, size_t> given_;  // to each patient, in lower case
};

}  // namespace myolens
