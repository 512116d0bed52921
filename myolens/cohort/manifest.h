// A cohort: pictures, the patients they belong to, and their labels. Plain values, checked when
// they are read. Thread-safe (no shared state).
//
// Three layouts are read:
// - a manifest, CSV or TSV, with the columns `patient`, `file` (relative to the manifest) and
//   `label`; further columns (sex, age, view, ...) are kept as text;
// - a folder that holds `manifest.csv`;
// - a folder with one sub-folder per class: CLASS/FILE (the patient is the file's name without its
//   extension) or CLASS/PATIENT/.../FILE.
// Pictures are files named .png, .jpg or .jpeg.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

inline constexpr std::string_view kManifestName = "manifest.csv";
inline constexpr std::string_view kDefaultPositiveLabel = "CAD";

// A folder with a file of this name holds synthetic pictures.
inline constexpr std::string_view kSyntheticMarker = "SYNTHETIC.txt";

struct CohortEntry {
  std::string patient;
  std::filesystem::path file;  // absolute
  std::string label;           // empty in a cohort without labels
  std::map<std::string, std::string> attributes;
};

struct Cohort {
  std::vector<CohortEntry> entries;  // in the order of the manifest, or sorted by path
  std::vector<std::string> labels;   // two, the positive one first; empty without labels
  std::string positive_label;
  std::vector<std::string> attribute_columns;   // in the order of the manifest
  std::filesystem::path folder;                 // of the manifest, or of the pictures; absolute
  std::vector<std::filesystem::path> left_out;  // files of a folder that are no pictures by name
  bool synthetic = false;
};

struct ReadOptions {
  std::string positive_label{};       // empty: "CAD", which must then be one of the labels
  std::vector<std::string> labels{};  // the only labels allowed; empty: the two that are found
  bool allow_unlabelled = false;      // accept a cohort in which no picture has a label
};

// Reads and checks a cohort. All problems are collected, and the first ten named with file and row
// (the header is row 1): empty patient, file or label; a missing file; one file twice; a label that
// is not allowed, with the nearest name; contradictory labels of one patient. One class only is an
// error unless `labels` says which other class there could be.
// Errors: kNotFound, kBadFormat (as read_table), kBadData; kInvalidArgument when the positive label
// is not among the labels (it is never guessed).
Cohort read_cohort(const std::filesystem::path& input, const ReadOptions& options);

// Writes `folder`/manifest.csv with file names relative to `folder` where they lie in it, and the
// marker when the cohort is synthetic. Errors: kWriteFailed.
void write_cohort(const std::filesystem::path& folder, const Cohort& cohort);

// `file` relative to `folder` when it lies in it, else as it is. Both absolute.
std::string path_within(const std::filesystem::path& file, const std::filesystem::path& folder);

// Label of each patient, sorted by patient.
std::map<std::string, std::string> patient_labels(const Cohort& cohort);

}  // namespace myolens
