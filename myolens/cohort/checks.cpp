#include "myolens/cohort/checks.h"

#include <algorithm>
#include <map>
#include <utility>

#include "myolens/cohort/problems.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : " and ") + quoted(name);
  return list;
}

std::string missing_file_text(const fs::path& file) {
  std::error_code error;
  if (fs::exists(file, error)) return file.string() + " is no regular file; name a picture";
  std::vector<std::string> neighbours;
  for (const auto& entry : fs::directory_iterator(file.parent_path(), error)) {
    neighbours.push_back(entry.path().filename().string());
  }
  return "the file " + file.string() + " does not exist" +
         nearest_name_hint(file.filename().string(), neighbours);
}

class Checker {
 public:
  Checker(CohortSource& source, const ReadOptions& options) : source_(source), options_(options) {}

  void check_files() {
    std::map<fs::path, size_t> seen;
    for (size_t i = 0; i < count(); ++i) {
      const CohortEntry& entry = at(i);
      if (entry.patient.empty()) add(i, "the patient is empty");
      if (entry.file.empty()) {
        add(i, "the file is empty");
        continue;
      }
      std::error_code error;
      if (!fs::is_regular_file(entry.file, error)) {
        problems_.add(ErrorCode::kNotFound, place(i) + ": " + missing_file_text(entry.file));
        continue;
      }
      const auto [first, fresh] = seen.emplace(fs::canonical(entry.file, error), i);
      if (!fresh) {
        add(i, "the file " + entry.file.string() + " was already named in " +
                   source_.places[first->second]);
      }
    }
  }

  bool unlabelled() const {
    return std::ranges::all_of(source_.cohort.entries, &std::string::empty, &CohortEntry::label);
  }

  void check_labels() {
    const std::vector<std::string> allowed =
        options_.labels.empty() ? two_found_labels() : options_.labels;
    std::map<std::string, size_t> first_of_patient;
    for (size_t i = 0; i < count(); ++i) {
      const CohortEntry& entry = at(i);
      if (entry.label.empty()) {
        add(i, "the label is empty");
        continue;
      }
      if (!options_.labels.empty() && std::ranges::find(allowed, entry.label) == allowed.end()) {
        add(i, "unknown label " + quoted(entry.label) + nearest_name_hint(entry.label, allowed) +
                   "; expected " + list_of(allowed));
      }
      const size_t first = first_of_patient.emplace(entry.patient, i).first->second;
      if (!entry.patient.empty() && at(first).label != entry.label) {
        add(i, "patient " + quoted(entry.patient) + " is " + quoted(entry.label) + " here and " +
                   quoted(at(first).label) + " in " + source_.places[first] +
                   "; one patient has one label, and two patients need two names");
      }
    }
    source_.cohort.labels = allowed;
  }

  void report() const { problems_.throw_if_any(source_.origin); }

  void choose_positive() {
    Cohort& cohort = source_.cohort;
    if (cohort.labels.size() < 2) {
      throw Error(ErrorCode::kBadData, source_.origin + " has one class only, " +
                                           list_of(cohort.labels) + "; two are needed");
    }
    const bool given = !options_.positive_label.empty();
    const std::string wanted = given ? options_.positive_label : std::string(kDefaultPositiveLabel);
    const auto found = std::ranges::find(cohort.labels, wanted);
    if (found == cohort.labels.end()) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the labels of " + source_.origin + " are " + list_of(cohort.labels) +
                      ", none of them is " + quoted(wanted) +
                      nearest_name_hint(wanted, cohort.labels) +
                      "; say which one is positive (--positive LABEL)");
    }
    std::rotate(cohort.labels.begin(), found, found + 1);
    cohort.positive_label = wanted;
  }

 private:
  size_t count() const { return source_.cohort.entries.size(); }
  const CohortEntry& at(size_t i) const { return source_.cohort.entries[i]; }

  std::string place(size_t i) const {
    const std::string& patient = at(i).patient;
    return source_.places[i] + (patient.empty() ? "" : " (patient " + patient + ")");
  }

  void add(size_t i, const std::string& what) {
    problems_.add(ErrorCode::kBadData, place(i) + ": " + what);
  }

  // The labels that occur. More than two are a problem each, the rarest first: with equal counts
  // nobody but the user knows which one is wrong.
  std::vector<std::string> two_found_labels() {
    struct Found {
      std::string label;
      size_t first = 0;
      size_t pictures = 0;
    };
    std::map<std::string, Found> by_label;
    for (size_t i = 0; i < count(); ++i) {
      if (at(i).label.empty()) continue;
      ++by_label.try_emplace(at(i).label, Found{at(i).label, i}).first->second.pictures;
    }
    std::vector<std::string> labels;
    std::vector<Found> ranked;
    for (const auto& [label, found] : by_label) {
      labels.push_back(label);
      ranked.push_back(found);
    }
    if (labels.size() <= 2) return labels;
    std::ranges::stable_sort(ranked, std::less{}, &Found::pictures);
    for (const Found& found : ranked) {
      std::vector<std::string> others = labels;
      std::erase(others, found.label);
      add(found.first, "label " + quoted(found.label) + ", given to " +
                           std::to_string(found.pictures) +
                           (found.pictures == 1 ? " picture" : " pictures") +
                           nearest_name_hint(found.label, others) +
                           "; two labels are expected, here are " + std::to_string(labels.size()));
    }
    return labels;
  }

  CohortSource& source_;
  const ReadOptions& options_;
  Problems problems_;
};

}  // namespace

void check_cohort(CohortSource& source, const ReadOptions& options) {
  Checker checker(source, options);
  checker.check_files();
  if (checker.unlabelled()) {
    checker.report();
    if (options.allow_unlabelled) return;
    throw Error(ErrorCode::kBadData,
                source.origin +
                    " has no labels, which this job needs; add a label column to the manifest, or "
                    "put the pictures into one sub-folder per class");
  }
  checker.check_labels();
  checker.report();
  checker.choose_positive();
}

}  // namespace myolens
