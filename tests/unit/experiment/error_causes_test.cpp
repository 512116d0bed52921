#include "myolens/experiment/error_causes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/file.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

struct Patient {
  const char* name;
  const char* label;
  const char* sex;
  double score;
};

// P1 is missed, P4 a false alarm; motion shows on both.
constexpr std::array<Patient, 4> kPatients{{{"P1", "CAD", "F", 0.2},
                                            {"P2", "CAD", "M", 0.9},
                                            {"P3", "no", "M", 0.1},
                                            {"P4", "no", "F", 0.8}}};

TEST(ErrorsByCause, CountsUnderEveryValueThatHolds) {
  const TemporaryFolder folder;
  write_file(
      folder / "truth.csv",
      std::string("patient,view,state,stenosed_vessels,sss,mimics,lesion_mask\n"
                  "P1,AC,stress,LAD;RCA,5,\"[{\"\"kind\"\":\"\"motion\"\",\"\"depth\"\":0.2}]\",a\n"
                  "P2,AC,stress,LAD,20,[],a\nP3,AC,stress,,0,[],a\n"
                  "P4,AC,stress,,0,\"[{\"\"kind\"\":\"\"motion\"\",\"\"depth\"\":0.2}]\",a\n"));
  PreparedCohort cohort;
  cohort.cohort.positive_label = "CAD";
  Evaluation evaluation;
  evaluation.threshold = 0.5;
  std::vector<size_t> entries;
  for (const Patient& patient : kPatients) {
    CohortEntry entry;
    entry.patient = patient.name;
    entry.label = patient.label;
    entry.attributes["sex"] = patient.sex;
    entries.push_back(cohort.cohort.entries.size());
    cohort.cohort.entries.push_back(entry);
    evaluation.cases.push_back(
        {patient.name, patient.name, entry.label == "CAD" ? 1 : 0, patient.score});
  }
  std::map<std::string, std::array<int, 4>> counts;
  for (const ErrorGroup& group :
       errors_by_cause(evaluation, cohort, entries, PhantomTruth(folder.path())))
    counts[group.cause + "/" + group.value] = {group.missed.count, group.missed.total,
                                               group.false_alarms.count, group.false_alarms.total};
  using Counts = std::array<int, 4>;
  const std::map<std::string, Counts> expected{{"mimic/motion", {1, 1, 1, 1}},
                                               {"mimic/none", {0, 1, 0, 1}},
                                               {"stenosed vessel/LAD", {1, 2, 0, 0}},
                                               {"stenosed vessel/RCA", {1, 1, 0, 0}},
                                               {"stenosed vessel/none", {0, 0, 1, 2}},
                                               {"summed stress score/0 to 3", {0, 0, 1, 2}},
                                               {"summed stress score/4 to 8", {1, 1, 0, 0}},
                                               {"summed stress score/above 13", {0, 1, 0, 0}},
                                               {"sex/F", {1, 1, 1, 1}},
                                               {"sex/M", {0, 1, 0, 1}}};
  EXPECT_EQ(counts, expected);
}

}  // namespace
}  // namespace myolens
