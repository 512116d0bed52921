#include "myolens/cohort/checks.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "myolens/cohort/file_hints.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

// More labels than this are no misspellings of two.
constexpr size_t kMisspellings = 20;

std::string in_quotes(const std::string& name) { return "\"" + name + "\""; }

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : " and ") + in_quotes(name);
  return list;
}

class Checker {
 public:
  Checker(CohortReading& reading, const ReadOptions& options)
      : problems_(reading.problems), cohort_(reading.cohort), options_(options) {}

  void check_files() {
    for (CohortEntry& entry : cohort_.entries) {
      if (entry.patient.empty()) add(entry, "the patient is empty");
      std::error_code error;
      if (entry.file.empty()) {
        add(entry, "the file is empty");
      } else if (!fs::is_regular_file(entry.file, error)) {
        add(entry, hints_.explain(entry.file), ErrorCode::kNotFound);
      } else {
        check_single_use(entry);
      }
    }
  }

  bool unlabelled() const {
    return std::ranges::all_of(cohort_.entries, &std::string::empty, &CohortEntry::label);
  }

  void refuse_unlabelled() {
    if (options_.label_use == LabelUse::kOptional) return;
    problems_.add(ErrorCode::kBadData,
                  "the cohort has no labels, which this job needs; add a label column to the "
                  "manifest, or put the pictures into one sub-folder per class");
  }

  void check_labels() {
    cohort_.labels = options_.labels.empty() ? two_found_labels() : options_.labels;
    std::map<std::string, const CohortEntry*> first_of_patient;
    for (CohortEntry& entry : cohort_.entries) {
      if (entry.label.empty()) {
        add(entry, "the label is empty");
        continue;
      }
      if (std::ranges::find(cohort_.labels, entry.label) == cohort_.labels.end()) {
        add(entry, "unknown label " + in_quotes(entry.label) +
                       nearest_name_hint(entry.label, cohort_.labels) + "; expected " +
                       list_of(cohort_.labels));
      }
      const CohortEntry& first = *first_of_patient.emplace(entry.patient, &entry).first->second;
      if (!entry.patient.empty() && first.label != entry.label) {
        add(entry, "patient " + in_quotes(entry.patient) + " is " + in_quotes(entry.label) +
                       " here and " + in_quotes(first.label) + " in " + first.place +
                       "; one patient has one label, and two patients need two names");
      }
    }
  }

  void choose_positive() {
    std::vector<std::string>& labels = cohort_.labels;
    if (labels.size() < 2) {
      problems_.add(ErrorCode::kBadData, "one class only, " + list_of(labels) + "; two are needed");
      return;
    }
    const bool given = !options_.positive_label.empty();
    const std::string wanted = given ? options_.positive_label : std::string(kDefaultPositiveLabel);
    const auto found = std::ranges::find(labels, wanted);
    if (found == labels.end()) {
      problems_.add(ErrorCode::kInvalidArgument,
                    "the labels are " + list_of(labels) + ", none of them is " + in_quotes(wanted) +
                        nearest_name_hint(wanted, labels) +
                        "; say which one is positive (--positive LABEL)");
      return;
    }
    std::rotate(labels.begin(), found, found + 1);
    cohort_.positive_label = wanted;
  }

 private:
  static std::string place(const CohortEntry& entry) {
    return entry.place + (entry.patient.empty() ? "" : " (patient " + entry.patient + ")");
  }

  void add(CohortEntry& entry, const std::string& what, ErrorCode code = ErrorCode::kBadData) {
    entry.faulty = true;
    problems_.add(code, place(entry) + ": " + what);
  }

  // One file may have several rows, each with another frame or disc, of one patient.
  void check_single_use(CohortEntry& entry) {
    std::error_code error;
    const fs::path file = fs::canonical(entry.file, error);
    const CohortEntry& owner = *owners_.emplace(file, &entry).first->second;
    if (owner.patient != entry.patient) {
      add(entry, "the file " + entry.file.string() + " was already named in " + owner.place +
                     ", as patient " + in_quotes(owner.patient) + "'s; keep one of the two");
      return;
    }
    const auto picture = std::tuple(file, entry.frame.value_or(0), entry.attribute("disc"));
    const auto [first, fresh] = pictures_.emplace(picture, &entry);
    if (fresh) return;
    add(entry, "the file " + entry.file.string() + " was already named in " + first->second->place +
                   "; remove the row, or give the frame or disc that each row means");
  }

  // The labels that occur. More than two are a problem each, the rarest first: with equal counts
  // nobody but the user knows which one is wrong.
  std::vector<std::string> two_found_labels() {
    struct Found {
      std::string label;
      CohortEntry* first = nullptr;
      size_t pictures = 0;
    };
    std::map<std::string, Found> by_label;
    for (CohortEntry& entry : cohort_.entries) {
      if (entry.label.empty()) continue;
      ++by_label.try_emplace(entry.label, Found{entry.label, &entry}).first->second.pictures;
    }
    std::vector<std::string> labels;
    std::vector<Found> ranked;
    for (const auto& [label, found] : by_label) {
      labels.push_back(label);
      ranked.push_back(found);
    }
    if (labels.size() <= 2) return labels;
    if (labels.size() > kMisspellings) {
      problems_.add(ErrorCode::kBadData, "there are " + std::to_string(labels.size()) +
                                             " different labels where two are expected; is this "
                                             "the right column?");
      return labels;
    }
    std::ranges::stable_sort(ranked, std::less{}, &Found::pictures);
    for (const Found& found : ranked) {
      std::vector<std::string> others = labels;
      std::erase(others, found.label);
      add(*found.first, "label " + in_quotes(found.label) + ", given to " +
                            std::to_string(found.pictures) +
                            (found.pictures == 1 ? " picture" : " pictures") +
                            nearest_name_hint(found.label, others) +
                            "; two labels are expected, here are " + std::to_string(labels.size()));
    }
    return labels;
  }

  Problems& problems_;
  Cohort& cohort_;
  const ReadOptions& options_;
  FileHints hints_;
  std::map<fs::path, const CohortEntry*> owners_;
  std::map<std::tuple<fs::path, int, std::string>, const CohortEntry*> pictures_;
};

}  // namespace

void check_cohort(CohortReading& reading, const ReadOptions& options) {
  Checker checker(reading, options);
  checker.check_files();
  if (options.label_use == LabelUse::kNone) return;
  if (checker.unlabelled()) {
    checker.refuse_unlabelled();
    return;
  }
  checker.check_labels();
  checker.choose_positive();
}

}  // namespace myolens
