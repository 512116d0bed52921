// From a cohort of screens to a cohort of cleaned polar maps, ready to train on.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/base/progress.h"
#include "myolens/cohort/picture_files.h"
#include "myolens/polarmap/screen_preparation.h"

namespace myolens {

inline constexpr std::string_view kPreparationName = "preparation.csv";

struct PrepareOptions {
  size_t threads = 1;
  std::string positive_label{};  // as ReadOptions::positive_label
  DiscChoice choice{};  // for all screens; the manifest's column `disc` goes before its name
};

struct RefusedScreen {
  std::filesystem::path file;
  ErrorCode code = ErrorCode::kBadData;
  std::string reason;  // names the file
};

struct PreparationSummary {
  size_t images = 0;
  size_t patients = 0;
  std::map<std::string, size_t> images_per_label;  // empty for a cohort without labels
  std::map<std::string, size_t> images_per_flag;   // pictures that a person should look at
  std::vector<LeftOut> left_out;                   // files of the input that are no pictures
  std::vector<RefusedScreen> refused;              // the others were prepared
  bool synthetic = false;
};

// Reads the cohort at `input` (labels may be missing altogether), finds and cleans the chosen
// disc of each screen, and writes the new folder `out`:
// - images/, one PNG per screen, square, black outside the disc;
// - manifest.csv with the columns of the input, `file` naming the new picture;
// - preparation.csv: file, source (relative to the input where it lies in it), SHA-256 of the
// source,
//   the disc on the screen and in the picture (centre and radius in pixels), side, flags;
// - the synthetic marker where the input has it.
// `out` appears whole or not at all, and does not depend on the number of threads.
// Pictures that cannot be read or have no such disc are refused, and the others prepared.
// Errors: as read_cohort; when every picture is refused, the code of the first, naming them;
// kBadData naming pictures with the same bytes under two patients; kInvalidArgument (`out` is not
// empty, or as choose_disc); kWriteFailed.
PreparationSummary prepare_cohort(const std::filesystem::path& input,
                                  const std::filesystem::path& out, const PrepareOptions& options,
                                  Progress& progress);

}  // namespace myolens
