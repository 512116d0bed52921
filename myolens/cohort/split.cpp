#include "myolens/cohort/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/random.h"
#include "myolens/cohort/problems.h"
#include "myolens/cohort/strata.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

using Patients = std::vector<std::string>;

size_t rounded_share(size_t count, double share) {
  if (share == 0) return 0;
  const auto rounded = static_cast<size_t>(std::floor(static_cast<double>(count) * share + 0.5));
  return std::max<size_t>(rounded, 1);
}

size_t total_size(const Strata& strata) {
  return std::accumulate(
      strata.begin(), strata.end(), size_t{0},
      [](size_t sum, const auto& stratum) { return sum + stratum.second.size(); });
}

// How many of each stratum make up `wanted` patients: whole parts first, then one each to the
// largest remainders (the larger stratum, then the first by name, on a tie).
std::map<std::string, size_t> quotas(const Strata& strata, size_t wanted) {
  const size_t total = total_size(strata);
  std::map<std::string, size_t> result;
  std::vector<std::pair<std::pair<size_t, size_t>, std::string>> remainders;
  size_t given = 0;
  for (const auto& [value, patients] : strata) {
    result[value] = patients.size() * wanted / total;
    given += result[value];
    remainders.push_back({{patients.size() * wanted % total, patients.size()}, value});
  }
  std::ranges::stable_sort(remainders, std::greater{},
                           [](const auto& remainder) { return remainder.first; });
  for (size_t i = 0; given < wanted; ++i, ++given) ++result[remainders[i].second];
  return result;
}

// Moves the first `wanted` patients, shared out over the strata, to `part`.
void take(Strata& strata, size_t wanted, Patients& part) {
  for (const auto& [value, quota] : quotas(strata, wanted)) {
    Patients& patients = strata[value];
    const auto end = patients.begin() + static_cast<std::ptrdiff_t>(quota);
    part.insert(part.end(), patients.begin(), end);
    patients.erase(patients.begin(), end);
  }
}

void check_share(double share, const std::string& name) {
  if (share >= 0 && share < 1) return;
  throw Error(ErrorCode::kInvalidArgument,
              "the " + name + " share is " + std::to_string(share) + "; give 0 or more, below 1");
}

void split_class(const std::string& label, Strata strata, const SplitOptions& options,
                 Split& split) {
  const size_t count = total_size(strata);
  const size_t test = rounded_share(count, options.test_share);
  const size_t rest = count - std::min(count, test);
  const size_t validation = rounded_share(rest, options.validation_share);
  if (validation >= rest) {
    throw Error(ErrorCode::kBadData, "class \"" + label + "\" has " + std::to_string(count) +
                                         " patients, too few for a training, validation and test "
                                         "part; add patients or lower the shares");
  }
  for (auto& [value, patients] : strata) {
    RandomStream(options.seed, "split/" + label + "/" + value).shuffle(patients);
  }
  take(strata, test, split.test);
  take(strata, validation, split.validation);
  take(strata, rest - validation, split.train);
}

struct Part {
  std::string name;
  Patients Split::*patients;
};

const std::vector<Part>& parts() {
  static const std::vector<Part> kParts{
      {"train", &Split::train}, {"validation", &Split::validation}, {"test", &Split::test}};
  return kParts;
}

// A hint costs a comparison with every patient.
constexpr size_t kMaximalHints = 50;

// Checks the rows of a split file one after the other.
class SplitReader {
 public:
  explicit SplitReader(const Cohort& cohort) : labels_(patient_labels(cohort)) {
    for (const auto& [patient, label] : labels_) known_.push_back(patient);
    for (const Part& part : parts()) part_names_.push_back(part.name);
  }

  void add(size_t line, const std::string& patient, const std::string& part) {
    const std::string place = "line " + std::to_string(line) + " (patient " + patient + "): ";
    if (std::ranges::find(part_names_, part) == part_names_.end()) {
      problems_.add(ErrorCode::kBadData, place + "unknown part \"" + part + "\"" +
                                             nearest_name_hint(part, part_names_) +
                                             "; expected train, validation or test");
    }
    if (!labels_.contains(patient)) {
      const bool hint = ++strangers_ <= kMaximalHints;
      problems_.add(ErrorCode::kBadData, place + "the cohort has no such patient" +
                                             (hint ? nearest_name_hint(patient, known_) : ""));
      return;
    }
    const auto [first, fresh] = parts_.emplace(patient, part);
    if (!fresh && first->second != part) {
      problems_.add(ErrorCode::kBadData, place + "is in " + part + " here and in " + first->second +
                                             " before; keep one of the two");
    }
  }

  void add_fault(const TableFault& fault) {
    problems_.add(ErrorCode::kBadFormat, "line " + std::to_string(fault.line) + ": " + fault.text);
  }

  SplitReading finish() {
    std::set<std::string> trained;
    for (const auto& [patient, label] : labels_) {
      if (!parts_.contains(patient)) {
        problems_.add(ErrorCode::kBadData, "patient " + patient + " is in no part; add a row");
      } else if (parts_[patient] == "train") {
        trained.insert(label);
      }
    }
    for (const auto& [patient, label] : labels_) {
      if (trained.insert(label).second) {
        problems_.add(ErrorCode::kBadData, "no patient of class \"" + label + "\" is in train");
      }
    }
    return {std::move(parts_), std::move(problems_)};
  }

 private:
  std::map<std::string, std::string> labels_;
  std::vector<std::string> known_;
  std::vector<std::string> part_names_;
  std::map<std::string, std::string> parts_;
  size_t strangers_ = 0;
  Problems problems_;
};

}  // namespace

Split make_split(const Cohort& cohort, const SplitOptions& options) {
  check_share(options.test_share, "test");
  check_share(options.validation_share, "validation");
  Split split;
  for (const auto& [label, strata] : strata_by_class(cohort, options.stratify_attribute)) {
    split_class(label, strata, options, split);
  }
  for (const Part& part : parts()) std::ranges::sort(split.*part.patients);
  return split;
}

SplitReading scan_split(const fs::path& path, const Cohort& cohort) {
  const TableReading scanned = scan_table_file(path);
  const Table& table = scanned.table;
  const size_t patient = table.column("patient", path.string());
  const size_t part = table.column("part", path.string());
  SplitReader reader(cohort);
  for (const TableFault& fault : scanned.faults) reader.add_fault(fault);
  for (size_t i = 0; i < table.rows.size(); ++i) {
    reader.add(table.lines[i], std::string(trimmed(table.rows[i][patient])),
               std::string(trimmed(table.rows[i][part])));
  }
  return reader.finish();
}

Split read_split(const fs::path& path, const Cohort& cohort) {
  const SplitReading reading = scan_split(path, cohort);
  reading.problems.throw_if_any(path.string());
  Split split;
  for (const auto& [patient, name] : reading.parts) {
    const auto part = std::ranges::find(parts(), name, &Part::name);
    (split.*part->patients).push_back(patient);
  }
  return split;
}

void write_split(const fs::path& path, const Split& split) {
  Table table;
  table.columns = {"patient", "part"};
  for (const Part& part : parts()) {
    for (const std::string& patient : split.*part.patients) {
      table.rows.push_back({patient, part.name});
    }
  }
  write_file(path, format_table(table));
}

std::vector<size_t> entries_of(const Cohort& cohort, const Patients& patients) {
  std::vector<size_t> indices;
  for (size_t i = 0; i < cohort.entries.size(); ++i) {
    if (std::ranges::binary_search(patients, cohort.entries[i].patient)) indices.push_back(i);
  }
  return indices;
}

}  // namespace myolens
