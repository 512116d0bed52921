// A cohort: pictures, the patients they belong to, and their labels. Plain values, checked when
// they are read. Thread-safe (no shared state).
//
// Three layouts are read:
// - a manifest, CSV or TSV (base/csv.h says which dialects), one row per picture, with the columns
//   `patient`, `file` (relative to the manifest) and `label`; further columns are kept as text, and
//   some have a meaning: `sex`, `view` and `state` are counted, `frame` is the number of a frame of
//   a multi-frame file, from 1, and `disc` names one of several polar maps on a screen;
// - a folder that holds `manifest.csv`;
// - a folder with one sub-folder per class: CLASS/FILE (the patient is the file's name without its
//   extension) or CLASS/PATIENT/.../FILE; picture_files.h says what is taken for a picture.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/cohort/picture_files.h"
#include "myolens/cohort/problems.h"

namespace myolens {

inline constexpr std::string_view kManifestName = "manifest.csv";
inline constexpr std::string_view kDefaultPositiveLabel = "CAD";

// A folder with a file of this name holds synthetic pictures, itself and in its sub-folders.
inline constexpr std::string_view kSyntheticMarker = "SYNTHETIC.txt";

struct CohortEntry {
  std::string patient;
  std::filesystem::path file;  // absolute
  std::string label;           // empty in a cohort without labels
  std::map<std::string, std::string> attributes;
  std::optional<int> frame{};  // from 1
  std::string place{};         // as messages name it: `line 3` of the manifest, or a file
  bool faulty = false;         // one of the problems of its reading is its own

  // The value of a further column, "" where there is none.
  std::string attribute(const std::string& column) const;
};

struct Cohort {
  std::vector<CohortEntry> entries;  // in the order of the manifest, or sorted by path
  std::vector<std::string> labels;   // two, the positive one first; empty without labels
  std::string positive_label;
  std::vector<std::string> attribute_columns;  // in the order of the manifest
  std::filesystem::path folder;                // of the manifest, or of the pictures; absolute
  std::vector<LeftOut> left_out{};             // files of a folder that are no pictures
  bool ids_from_manifest = false;  // else `patient` is the name of a file or folder, which may be
                                   // the patient's own: to be replaced before anything is written
  bool synthetic = false;
};

// A cohort as far as it can be read, and everything that is wrong with it.
struct CohortReading {
  std::string origin;  // the manifest or folder, as messages name it
  Cohort cohort;
  Problems problems;
};

enum class LabelUse {
  kNeeded,    // every picture has one
  kOptional,  // a cohort in which no picture has a label is accepted
  kNone,      // labels are neither needed nor checked
};

struct ReadOptions {
  std::string positive_label{};       // empty: "CAD", which must then be one of the labels
  std::vector<std::string> labels{};  // the only labels allowed; empty: the two that are found
  LabelUse label_use = LabelUse::kNeeded;
};

// Reads and checks a cohort. Problems are collected with their place (the line of the manifest): a
// row of another length; empty patient, file or label; a missing file, with the nearest name; one
// picture (file, frame and disc) twice, or under two patients; a frame that is no number; text
// other than a file's name that is not UTF-8; a file, folder or link that cannot be read; a label
// that is not allowed, with the nearest name; contradictory labels of one patient; one class only,
// unless `labels` says which other there could be; a positive label that is not among the labels
// (it is never guessed).
// Errors: kNotFound, kBadFormat (as scan_table), kBadData for what leaves nothing to check: a
// missing column, no rows, no pictures, pictures beside class folders.
CohortReading scan_cohort(const std::filesystem::path& input, const ReadOptions& options);

// Errors: as scan_cohort; the code of the first problem (kBadFormat, kNotFound, kBadData;
// kInvalidArgument for the positive label alone), naming the first ten.
Cohort read_cohort(const std::filesystem::path& input, const ReadOptions& options);

// Writes `folder`/manifest.csv with file names relative to `folder` where they lie in it, and the
// marker when the cohort is synthetic. Errors: kWriteFailed.
void write_cohort(const std::filesystem::path& folder, const Cohort& cohort);

// `file` relative to `folder` when it lies in it, else as it is. Both absolute.
std::string path_within(const std::filesystem::path& file, const std::filesystem::path& folder);

// Label of each patient, sorted by patient.
std::map<std::string, std::string> patient_labels(const Cohort& cohort);

}  // namespace myolens
