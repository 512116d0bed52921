#include "myolens/cohort/sources.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 3> kPictureExtensions{".png", ".jpg", ".jpeg"};

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Absolute, normalised, without a trailing separator.
fs::path absolute_folder(const fs::path& folder) {
  const fs::path absolute = fs::absolute(folder).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

void require_label_column(const Table& table, const std::string& origin, bool allow_unlabelled) {
  const bool misspelled = !nearest_name_hint("label", table.columns).empty();
  if (!allow_unlabelled || misspelled) table.column("label", origin);
}

CohortSource read_manifest(const fs::path& path, bool allow_unlabelled) {
  CohortSource source;
  source.origin = path.string();
  source.cohort.folder = absolute_folder(fs::absolute(path).parent_path());
  const Table table = read_table(path);
  const size_t patient = table.column("patient", source.origin);
  const size_t file = table.column("file", source.origin);
  const auto label = table.find_column("label");
  if (!label) require_label_column(table, source.origin, allow_unlabelled);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (i == patient || i == file || i == label) continue;
    source.cohort.attribute_columns.push_back(table.columns[i]);
  }
  for (size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    CohortEntry entry;
    entry.patient = trimmed(row[patient]);
    if (!row[file].empty()) entry.file = source.cohort.folder / row[file];
    if (label) entry.label = trimmed(row[*label]);
    for (const std::string& column : source.cohort.attribute_columns) {
      entry.attributes[column] = row[*table.find_column(column)];
    }
    source.cohort.entries.push_back(std::move(entry));
    source.places.push_back("row " + std::to_string(i + 2));
  }
  if (table.rows.empty()) {
    throw Error(ErrorCode::kBadData, source.origin + " has a header and no rows; add one per file");
  }
  return source;
}

// `parts`: class, patient (or file), ..., file below the folder; one part when there are no
// classes.
CohortEntry entry_from_path(const fs::path& file, const std::vector<fs::path>& parts) {
  CohortEntry entry;
  entry.file = file;
  if (parts.size() > 1) entry.label = parts[0].string();
  entry.patient = parts.size() > 2 ? parts[1].string() : file.stem().string();
  return entry;
}

[[noreturn]] void refuse_loose_picture(const fs::path& file, const fs::path& folder) {
  throw Error(ErrorCode::kBadData, file.string() + " lies beside the class folders of " +
                                       folder.string() +
                                       ", so its class is unknown; move it into one of them");
}

CohortSource read_folder(const fs::path& folder) {
  CohortSource source;
  source.origin = folder.string();
  source.cohort.folder = absolute_folder(folder);
  bool classes = false;
  for (const fs::path& file : list_files(source.cohort.folder)) {
    if (!is_picture_name(file)) {
      if (file.filename() != kSyntheticMarker) source.cohort.left_out.push_back(file);
      continue;
    }
    const fs::path inside = file.lexically_relative(source.cohort.folder);
    const std::vector<fs::path> parts(inside.begin(), inside.end());
    classes = classes || parts.size() > 1;
    source.places.push_back(inside.string());
    source.cohort.entries.push_back(entry_from_path(file, parts));
  }
  if (source.cohort.entries.empty()) {
    throw Error(ErrorCode::kBadData, folder.string() +
                                         " holds no pictures (.png, .jpg, .jpeg) and no "
                                         "manifest.csv; check the path");
  }
  const auto loose =
      std::ranges::find_if(source.cohort.entries, &std::string::empty, &CohortEntry::label);
  if (classes && loose != source.cohort.entries.end()) refuse_loose_picture(loose->file, folder);
  return source;
}

CohortSource read_single_picture(const fs::path& file) {
  CohortSource source;
  source.origin = file.string();
  const fs::path absolute = fs::absolute(file).lexically_normal();
  source.cohort.folder = absolute.parent_path();
  source.cohort.entries.push_back(entry_from_path(absolute, {absolute.filename()}));
  source.places.push_back(file.filename().string());
  return source;
}

}  // namespace

bool is_picture_name(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(kPictureExtensions, extension) != kPictureExtensions.end();
}

CohortSource read_cohort_source(const fs::path& input, bool allow_unlabelled) {
  std::error_code error;
  if (fs::is_directory(input, error)) {
    const fs::path manifest = input / kManifestName;
    return fs::exists(manifest, error) ? read_manifest(manifest, allow_unlabelled)
                                       : read_folder(input);
  }
  if (!fs::exists(input, error)) {
    throw Error(ErrorCode::kNotFound,
                input.string() + " does not exist; give a manifest or a folder of pictures");
  }
  return is_picture_name(input) ? read_single_picture(input)
                                : read_manifest(input, allow_unlabelled);
}

}  // namespace myolens
