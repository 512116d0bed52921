// The layouts from which a cohort is read, before anything is checked.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "myolens/cohort/manifest.h"

namespace myolens {

struct CohortSource {
  std::string origin;               // the manifest or folder, as errors name it
  std::vector<std::string> places;  // of each entry, as errors name it: a row, or a file
  Cohort cohort;                    // entries, attribute columns, folder and left_out are filled
};

// Ends in .png, .jpg or .jpeg, in any case.
bool is_picture_name(const std::filesystem::path& path);

// Errors: kNotFound, kBadFormat, kBadData (a missing column; pictures beside class folders; no
// pictures at all).
CohortSource read_cohort_source(const std::filesystem::path& input, bool allow_unlabelled);

}  // namespace myolens
