// From a cohort of screens to a cohort of cleaned polar maps, ready to train on.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/base/progress.h"
#include "myolens/cohort/manifest.h"
#include "myolens/cohort/picture_files.h"
#include "myolens/polarmap/screen_preparation.h"

namespace myolens {

struct PrepareOptions {
  size_t threads = 1;
  std::string positive_label{};  // as ReadOptions::positive_label
  DiscChoice choice{};         // for all screens; the manifest's column `disc` goes before its name
  std::optional<int> frame{};  // of DICOM objects with several, where the manifest names none
  ColourHandling colours{};
  // How the labels were established, in words; empty: what the manifest's column says (see
  // stated_reference_standard). At most kReferenceStandardLimit bytes on one line.
  std::string reference_standard{};
  std::filesystem::path pseudonym_key{};  // file, made when pseudonyms need it and there is none
  bool pseudonyms_for_all = false;        // also of patients that a manifest names
  // Adds to the folder before it appears, or does nothing; told how many screens were refused.
  std::function<void(const std::filesystem::path&, size_t)> finish =
      [](const std::filesystem::path&, size_t) {};
};

inline constexpr size_t kReferenceStandardLimit = 500;

struct RefusedScreen {
  std::filesystem::path file;
  ErrorCode code = ErrorCode::kBadData;
  std::string reason;  // names the file
};

struct PreparationSummary {
  size_t images = 0;
  size_t patients = 0;
  std::map<std::string, size_t> images_per_label;       // empty for a cohort without labels
  std::map<std::string, size_t> images_per_flag;        // pictures that a person should look at
  std::vector<LeftOut> left_out;                        // files of the input that are no pictures
  std::vector<RefusedScreen> refused;                   // the others were prepared
  std::map<std::string, std::string> pseudonyms;        // of each patient that was given one
  std::map<std::string, std::string> left_out_columns;  // of the manifest, with the reason
  bool synthetic = false;
};

// Reads the cohort at `input` (labels may be missing altogether), finds and cleans the chosen
// disc of each screen, and writes the new folder `out`:
// - images/, one PNG per screen, square, black outside the disc, 16 bits a sample where the screen
//   had more than 8 or uptake was read;
// - thumbnails/, the screen (pixelated outside the disc) and the map, for the contact sheet;
// - manifest.csv with the columns of the input, `file` naming the new picture. Columns that choose
//   on the screen (`frame`, `disc`) or may tell who a patient is (identity_columns.h) stay behind;
// - preparation.csv and preparation.json (preparation_record.h);
// - the synthetic marker where the input has it.
// Nothing in it tells the name of a file or folder of the input, and patients whose names would
// come from there are given keyed pseudonyms (pseudonym.h).
// `out` appears whole or not at all, and does not depend on the number of threads.
// Pictures that cannot be read or have no such disc are refused, and the others prepared.
// Errors: as read_cohort; when every picture is refused, the code of the first, naming them;
// kBadData naming pictures with the same bytes under two patients; kInvalidArgument (`out` is not
// empty, a reference standard that is too long, a choice of disc that cannot be, or as
// find_colour_scale); of read_or_create_pseudonym_key; kWriteFailed.
PreparationSummary prepare_cohort(const std::filesystem::path& input,
                                  const std::filesystem::path& out, const PrepareOptions& options,
                                  Progress& progress);

// What the column `reference_standard` says: its value where all pictures have the same, several
// with the number of pictures each ("angiography (40 pictures); two readers (12 pictures)"), cut at
// kReferenceStandardLimit; empty without the column.
std::string stated_reference_standard(const Cohort& cohort);
inline constexpr const char* kReferenceStandardColumn = "reference_standard";

}  // namespace myolens
