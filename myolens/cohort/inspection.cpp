#include "myolens/cohort/inspection.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/parallel.h"
#include "myolens/cohort/split.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr size_t kPictureLimitBytes = size_t{256} << 20;

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// The first row of every picture whose file is there.
std::vector<size_t> picture_rows(const Cohort& cohort) {
  std::vector<size_t> rows;
  std::set<std::pair<fs::path, int>> seen;
  for (size_t i = 0; i < cohort.entries.size(); ++i) {
    const CohortEntry& entry = cohort.entries[i];
    std::error_code error;
    if (!fs::is_regular_file(entry.file, error)) continue;
    const fs::path file = fs::canonical(entry.file, error);
    if (seen.emplace(file, entry.frame.value_or(0)).second) rows.push_back(i);
  }
  return rows;
}

class Inspector {
 public:
  Inspector(CohortReading reading, const InspectionOptions& options)
      : problems_(std::move(reading.problems)), options_(options) {
    result_.cohort = std::move(reading.cohort);
  }

  void check_split() {
    if (options_.split.empty()) return;
    SplitReading split = scan_split(options_.split, result_.cohort);
    parts_ = std::move(split.parts);
    for (const Problem& problem : split.problems.all()) {
      problems_.add(problem.code, options_.split.string() + ", " + problem.text);
    }
  }

  // One patient written in two ways would be two patients for the split.
  void compare_patients() {
    std::map<std::string, const CohortEntry*> by_lower_case;
    std::map<std::string, const CohortEntry*> sexes;
    std::set<std::string> noted;
    for (const CohortEntry& entry : result_.cohort.entries) {
      const CohortEntry& first =
          *by_lower_case.emplace(lower_case(entry.patient), &entry).first->second;
      if (first.patient != entry.patient && noted.insert(entry.patient).second) {
        result_.notes.push_back(entry.place + ": patients \"" + entry.patient + "\" and \"" +
                                first.patient + "\" (" + first.place +
                                ") differ in upper and lower case only; are they one?");
      }
      const std::string sex = entry.attribute("sex");
      if (sex.empty()) continue;
      const CohortEntry& known = *sexes.emplace(entry.patient, &entry).first->second;
      if (known.attribute("sex") == sex) continue;
      problems_.add(ErrorCode::kBadData, entry.place + " (patient " + entry.patient +
                                             "): the sex is \"" + sex + "\" here and \"" +
                                             known.attribute("sex") + "\" in " + known.place);
    }
  }

  void read_pictures(Progress& progress) {
    const std::vector<size_t> rows = picture_rows(result_.cohort);
    std::vector<Fingerprint> prints(rows.size());
    std::vector<std::optional<Error>> failures(rows.size());
    progress.begin("reading pictures", rows.size());
    parallel_for(rows.size(), options_.threads, [&](size_t i) {
      try {
        prints[i] = read(result_.cohort.entries[rows[i]]);
      } catch (const Error& error) {
        if (error.code() == ErrorCode::kInternal) throw;
        failures[i] = error;
      }
      progress.advance();
    });
    progress.end();
    for (size_t i = 0; i < rows.size(); ++i)
      add_picture(rows[i], std::move(prints[i]), failures[i]);
  }

  void compare_pictures(Progress& progress) {
    std::vector<PictureOwner> owners;
    for (const InspectedPicture& picture : result_.pictures) owners.push_back(picture.owner);
    progress.begin("comparing pictures", owners.size());
    result_.doubles = find_doubles(prints_, owners, options_.threads);
    progress.advance(owners.size());
    progress.end();
  }

  Inspection finish() {
    result_.censuses = take_census(result_.cohort, parts_);
    result_.problems = problems_.all();
    return std::move(result_);
  }

 private:
  static Fingerprint read(const CohortEntry& entry) {
    return fingerprint_of(read_file(entry.file, kPictureLimitBytes), entry.file.string(),
                          entry.frame);
  }

  void add_picture(size_t row, Fingerprint print, const std::optional<Error>& failure) {
    const CohortEntry& entry = result_.cohort.entries[row];
    if (failure) {
      const std::string what = failure->what();
      problems_.add(failure->code(),
                    what.find(entry.place) == what.npos ? entry.place + ": " + what : what);
      return;
    }
    const auto part = parts_.find(entry.patient);
    result_.pictures.push_back({row, {entry.patient, part == parts_.end() ? "" : part->second}});
    prints_.push_back(std::move(print));
  }

  Problems problems_;
  const InspectionOptions& options_;
  std::map<std::string, std::string> parts_;
  std::vector<Fingerprint> prints_;
  Inspection result_;
};

std::string likeness_text(Likeness likeness) {
  switch (likeness) {
    case Likeness::kSameBytes:
      return "has the same bytes as";
    case Likeness::kSamePixels:
      return "has the same pixels as";
    case Likeness::kNearSame:
      return "looks the same as";
  }
  throw Error(ErrorCode::kInternal, "unknown likeness");
}

}  // namespace

bool Inspection::fine() const {
  return problems.empty() && std::ranges::all_of(doubles, [](const Double& found) {
           return found.between == Between::kOnePatient;
         });
}

Inspection inspect_cohort(const fs::path& input, const InspectionOptions& options,
                          Progress& progress) {
  Inspector inspector(scan_cohort(input, {.positive_label = options.positive_label,
                                          .label_use = LabelUse::kOptional}),
                      options);
  inspector.check_split();
  inspector.compare_patients();
  inspector.read_pictures(progress);
  inspector.compare_pictures(progress);
  return inspector.finish();
}

std::string double_text(const Inspection& inspection, const Double& found) {
  const InspectedPicture& first = inspection.pictures[found.first];
  const InspectedPicture& second = inspection.pictures[found.second];
  const Cohort& cohort = inspection.cohort;
  const auto name = [&](const InspectedPicture& picture) {
    const CohortEntry& entry = cohort.entries[picture.entry];
    std::string text = path_within(entry.file, cohort.folder);
    if (entry.frame) text += ", frame " + std::to_string(*entry.frame);
    text += " (";
    if (entry.place.starts_with("line ")) text += entry.place + ", ";
    text += "patient " + entry.patient;
    if (!entry.label.empty()) text += ", " + entry.label;
    if (!picture.owner.part.empty()) text += ", " + picture.owner.part;
    return text + ")";
  };
  return name(second) + " " + likeness_text(found.likeness) + " " + name(first);
}

}  // namespace myolens
