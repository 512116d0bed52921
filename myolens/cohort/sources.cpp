#include "myolens/cohort/sources.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/utf8.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

// Columns with a meaning: written in any case, known under these names.
constexpr std::array<std::string_view, 5> kKnownColumns{"sex", "view", "state", "frame", "disc"};

constexpr std::string_view kSaveAsUtf8 = "; save the manifest as \"CSV UTF-8\"";

// Absolute, normalised, without a trailing separator.
fs::path absolute_folder(const fs::path& folder) {
  const fs::path absolute = fs::absolute(folder).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

void require_label_column(const Table& table, const std::string& origin, LabelUse label_use) {
  if (label_use == LabelUse::kNone) return;
  const bool misspelled = !nearest_name_hint("label", table.columns).empty();
  if (label_use == LabelUse::kNeeded || misspelled) table.column("label", origin);
}

// The file that a manifest names: as it is written, without the blanks around it, or with the
// separators of Windows. The first when none of these exists.
fs::path named_file(const fs::path& folder, const std::string& text) {
  const std::string name(trimmed(text));
  std::string slashes = name;
  std::ranges::replace(slashes, '\\', '/');
  for (const std::string& candidate : {text, name, slashes}) {
    std::error_code error;
    const fs::path file = folder / candidate;
    if (fs::is_regular_file(file, error)) return file;
  }
  return folder / name;
}

class ManifestReader {
 public:
  ManifestReader(const fs::path& path, LabelUse label_use) {
    reading_.origin = path.string();
    reading_.cohort.folder = absolute_folder(fs::absolute(path).parent_path());
    reading_.cohort.ids_from_manifest = true;
    TableReading scanned = scan_table_file(path);
    table_ = std::move(scanned.table);
    for (const TableFault& fault : scanned.faults) {
      add_problem(ErrorCode::kBadFormat, place_of(fault.line), fault.text);
    }
    if (table_.rows.empty() && scanned.faults.empty()) {
      throw Error(ErrorCode::kBadData,
                  reading_.origin + " has a header and no rows; add one per file");
    }
    patient_ = table_.column("patient", reading_.origin);
    file_ = table_.column("file", reading_.origin);
    label_ = table_.find_column("label");
    if (!label_) require_label_column(table_, reading_.origin, label_use);
    find_attributes();
    for (const std::string& column : table_.columns) {
      if (is_utf8(column)) continue;
      throw Error(ErrorCode::kBadFormat,
                  reading_.origin + ": its header is not UTF-8" + std::string(kSaveAsUtf8));
    }
  }

  CohortReading read() {
    for (size_t i = 0; i < table_.rows.size(); ++i) {
      reading_.cohort.entries.push_back(entry_of(table_.rows[i], place_of(table_.lines[i])));
    }
    return std::move(reading_);
  }

 private:
  static std::string place_of(size_t line) { return "line " + std::to_string(line); }

  void add_problem(ErrorCode code, const std::string& place, const std::string& what) {
    reading_.problems.add(code, place + ": " + what);
  }

  void find_attributes() {
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      if (i == patient_ || i == file_ || i == label_) continue;
      std::string name = table_.columns[i];
      for (const std::string_view known : kKnownColumns) {
        if (table_.find_column(known) == i) name = known;
      }
      attributes_.push_back({i, name});
      reading_.cohort.attribute_columns.push_back(std::move(name));
    }
  }

  CohortEntry entry_of(const std::vector<std::string>& row, const std::string& place) {
    CohortEntry entry;
    entry.place = place;
    entry.patient = trimmed(row[patient_]);
    if (!trimmed(row[file_]).empty()) {
      entry.file = named_file(reading_.cohort.folder, row[file_]);
    }
    if (label_) entry.label = trimmed(row[*label_]);
    for (const auto& [column, name] : attributes_) entry.attributes[name] = trimmed(row[column]);
    read_frame(entry);
    refuse_other_encodings(entry, row);
    return entry;
  }

  // A file's name may be any bytes; what is shown and written again may not.
  void refuse_other_encodings(CohortEntry& entry, const std::vector<std::string>& row) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (i == file_ || is_utf8(row[i])) continue;
      entry.faulty = true;
      add_problem(ErrorCode::kBadFormat, entry.place,
                  "the column " + table_.columns[i] + " is not UTF-8" + std::string(kSaveAsUtf8));
    }
  }

  void read_frame(CohortEntry& entry) {
    const std::string text = entry.attribute("frame");
    if (text.empty()) return;
    int frame = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, frame);
    if (parsed.ec == std::errc{} && parsed.ptr == end && frame >= 1) {
      entry.frame = frame;
    } else {
      entry.faulty = true;
      add_problem(ErrorCode::kBadData, entry.place,
                  "the frame is \"" + text + "\"; give its number in the file, from 1");
    }
  }

  struct Attribute {
    size_t column;
    std::string name;
  };

  CohortReading reading_;
  Table table_;
  size_t patient_ = 0;
  size_t file_ = 0;
  std::optional<size_t> label_;
  std::vector<Attribute> attributes_;
};

// `parts`: class, patient (or file), ..., file below the folder; one part when there are no
// classes.
CohortEntry entry_from_path(const fs::path& file, std::span<const fs::path> parts) {
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

CohortReading read_folder(const fs::path& folder) {
  CohortReading reading;
  reading.origin = folder.string();
  Cohort& cohort = reading.cohort;
  cohort.folder = absolute_folder(folder);
  PictureFiles files = find_pictures(cohort.folder);
  cohort.left_out = std::move(files.left_out);
  for (const LeftOut& one : files.unreadable)
    reading.problems.add(ErrorCode::kBadData, one.file.string() + ": " + one.reason);
  std::erase_if(cohort.left_out,
                [](const LeftOut& left) { return left.file.filename() == kSyntheticMarker; });
  bool classes = false;
  for (const fs::path& file : files.pictures) {
    const fs::path inside = file.lexically_relative(cohort.folder);
    const std::vector<fs::path> parts(inside.begin(), inside.end());
    classes = classes || parts.size() > 1;
    cohort.entries.push_back(entry_from_path(file, parts));
    cohort.entries.back().place = inside.string();
  }
  if (cohort.entries.empty()) {
    reading.problems.throw_if_any(reading.origin);
    throw Error(ErrorCode::kBadData,
                folder.string() + " holds no pictures (JPEG, PNG, BMP, TIFF, DICOM) and no " +
                    std::string(kManifestName) + "; check the path");
  }
  const auto loose = std::ranges::find_if(cohort.entries, &std::string::empty, &CohortEntry::label);
  if (classes && loose != cohort.entries.end()) refuse_loose_picture(loose->file, folder);
  return reading;
}

CohortReading read_single_picture(const fs::path& file) {
  CohortReading reading;
  reading.origin = file.string();
  const fs::path absolute = fs::absolute(file).lexically_normal();
  reading.cohort.folder = absolute.parent_path();
  reading.cohort.entries.push_back(entry_from_path(absolute, {}));
  reading.cohort.entries.back().place = file.filename().string();
  return reading;
}

}  // namespace

CohortReading read_cohort_source(const fs::path& input, LabelUse label_use) {
  std::error_code error;
  if (fs::is_directory(input, error)) {
    const fs::path manifest = input / kManifestName;
    return fs::exists(manifest, error) ? ManifestReader(manifest, label_use).read()
                                       : read_folder(input);
  }
  if (!fs::exists(input, error)) {
    throw Error(ErrorCode::kNotFound,
                input.string() + " does not exist; give a manifest or a folder of pictures");
  }
  return is_picture_file(input) ? read_single_picture(input)
                                : ManifestReader(input, label_use).read();
}

}  // namespace myolens
