// From a cohort of screens to a cohort of cleaned polar maps, ready to train on.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/cohort/picture_files.h"

namespace myolens {

inline constexpr std::string_view kPreparationName = "preparation.csv";

struct PrepareOptions {
  size_t threads = 1;
  std::string positive_label{};  // as ReadOptions::positive_label
};

struct PreparationSummary {
  size_t images = 0;
  size_t patients = 0;
  std::map<std::string, size_t> images_per_label;  // empty for a cohort without labels
  std::map<std::string, size_t> images_per_flag;   // pictures that a person should look at
  std::vector<LeftOut> left_out;                   // files of the input that are no pictures
  bool synthetic = false;
};

// Reads the cohort at `input` (labels may be missing altogether), finds and cleans the disc of each
// screen, and writes the new folder `out`:
// - images/, one PNG per screen, square, black outside the disc;
// - manifest.csv with the columns of the input, `file` naming the new picture;
// - preparation.csv: file, source (relative to the input where it lies in it), SHA-256 of the
// source,
//   the disc on the screen and in the picture (centre and radius in pixels), side, flags;
// - the synthetic marker where the input has it.
// `out` appears whole or not at all, and does not depend on the number of threads.
// Errors: as read_cohort; kBadFormat, kBadData or kLimitExceeded naming every picture that cannot
// be read, has no disc, or has the same bytes as a picture of another patient; kInvalidArgument
// when `out` is not empty; kWriteFailed.
PreparationSummary prepare_cohort(const std::filesystem::path& input,
                                  const std::filesystem::path& out, const PrepareOptions& options,
                                  Progress& progress);

}  // namespace myolens
