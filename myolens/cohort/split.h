// Which patients train, which choose the best epoch, and which are kept for the final judgement.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "myolens/cohort/manifest.h"

namespace myolens {

// Patients of each part, sorted. A patient is in exactly one part.
struct Split {
  std::vector<std::string> train;
  std::vector<std::string> validation;
  std::vector<std::string> test;

  bool operator==(const Split&) const = default;
};

struct SplitOptions {
  uint64_t seed = 1;
  double test_share = 0.2;                 // of each class
  double validation_share = 0.2;           // of what the test part leaves of each class
  std::string stratify_attribute = "sex";  // shared out evenly within each class, where it is known
};

// Stratified by class: the part of a class is its share rounded half up, at least one patient when
// the share is not 0. Within a class, each value of the attribute gets its share by largest
// remainder. The same seed gives the same split whatever the order of the manifest.
// Errors: kInvalidArgument (shares outside [0, 1)), kBadData (a class too small for its parts).
Split make_split(const Cohort& cohort, const SplitOptions& options);

// A split as far as it can be read, and everything that is wrong with it.
struct SplitReading {
  std::map<std::string, std::string> parts;  // of each patient, the first that is named
  Problems problems;
};

// Errors: as read_split, for what leaves nothing to check.
SplitReading scan_split(const std::filesystem::path& path, const Cohort& cohort);

// Reads a table with the columns `patient` and `part` (train, validation or test).
// Errors: as read_table; kBadData naming the patients that are in two parts, unknown to the cohort,
// or in no part, and the classes of which no patient is in `train`.
Split read_split(const std::filesystem::path& path, const Cohort& cohort);

// Errors: kWriteFailed.
void write_split(const std::filesystem::path& path, const Split& split);

// Indices of the entries that belong to the patients (sorted), in the order of the cohort.
std::vector<size_t> entries_of(const Cohort& cohort, const std::vector<std::string>& patients);

}  // namespace myolens
