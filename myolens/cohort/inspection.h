// A cohort looked through before it is used: what is in it, and everything that is wrong with it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/cohort/census.h"
#include "myolens/cohort/doubles.h"
#include "myolens/cohort/manifest.h"

namespace myolens {

struct InspectionOptions {
  std::string positive_label{};   // as ReadOptions::positive_label
  std::filesystem::path split{};  // a split file to hold against the cohort; empty: none
  size_t threads = 1;
};

// One picture: a file, or a frame of it. Several rows may mean discs of one picture.
struct InspectedPicture {
  size_t entry = 0;    // the first row that means it
  PictureOwner owner;  // patient and part
};

struct Inspection {
  Cohort cohort;
  std::vector<Census> censuses;
  std::vector<InspectedPicture> pictures;  // that could be read
  std::vector<Double> doubles;             // indices into `pictures`
  std::vector<Problem> problems;           // of rows, pictures and the split; not the doubles
  std::vector<std::string> notes;          // what is allowed and worth a look

  // Without problems, and without doubles of two patients or in two parts.
  bool fine() const;
};

// Reads every picture, as screens or prepared maps; what is kept of one is a fingerprint.
// Problems are those of scan_cohort (labels may be missing altogether) and scan_split, pictures
// that cannot be read, and two values of `sex` for one patient. Errors: as scan_cohort and
// scan_split, for what leaves nothing to check.
Inspection inspect_cohort(const std::filesystem::path& input, const InspectionOptions& options,
                          Progress& progress);

// A double in words: both files with their patients, parts and contradictory labels.
std::string double_text(const Inspection& inspection, const Double& found);

}  // namespace myolens
