#include "myolens/experiment/error_causes.h"

#include <array>
#include <map>

namespace myolens {
namespace {

using Values = std::vector<std::string>;

Values or_none(Values values) {
  if (values.empty()) values.emplace_back("none");
  return values;
}

struct Cause {
  const char* name;
  Values (*values_of)(const ImageTruth& truth, const CohortEntry& entry);
};

constexpr std::array<Cause, 4> kCauses{
    {{"mimic", [](const ImageTruth& truth, const CohortEntry&) { return or_none(truth.mimics); }},
     {"stenosed vessel",
      [](const ImageTruth& truth, const CohortEntry&) { return or_none(truth.vessels); }},
     {"summed stress score",
      [](const ImageTruth& truth, const CohortEntry&) {
        return Values{severity_class(truth.summed_score)};
      }},
     {"sex", [](const ImageTruth&, const CohortEntry& entry) {
        const std::string sex = entry.attribute("sex");
        return or_none(sex.empty() ? Values{} : Values{sex});
      }}}};

void count(const ScoredCase& scored, double threshold, ErrorGroup& group) {
  const bool called = scored.score >= threshold;
  Proportion& errors = scored.truth == 1 ? group.missed : group.false_alarms;
  ++errors.total;
  if (called != (scored.truth == 1)) ++errors.count;
}

}  // namespace

std::vector<ErrorGroup> errors_by_cause(const Evaluation& evaluation, const PreparedCohort& cohort,
                                        std::span<const size_t> entries,
                                        const PhantomTruth& truth) {
  std::vector<ErrorGroup> groups;
  for (const Cause& cause : kCauses) {
    std::map<std::string, ErrorGroup> by_value;
    for (size_t i = 0; i < entries.size(); ++i) {
      const CohortEntry& entry = cohort.cohort.entries[entries[i]];
      for (const std::string& value : cause.values_of(truth.of(entry), entry))
        count(evaluation.cases.at(i), evaluation.threshold, by_value[value]);
    }
    for (auto& [value, group] : by_value) {
      group.cause = cause.name;
      group.value = value;
      groups.push_back(std::move(group));
    }
  }
  return groups;
}

}  // namespace myolens
