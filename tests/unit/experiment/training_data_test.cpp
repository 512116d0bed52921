#include "myolens/experiment/training_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// Two pictures of each patient with an even number, all of them with other content.
class TrainingDataTest : public testing::Test {
 protected:
  TrainingDataTest() { cohort_ = written_to("cohort"); }

  Cohort written_to(const std::string& name) const {
    Cohort cohort;
    cohort.folder = folder_ / name;
    cohort.labels = {"CAD", "non-CAD"};
    cohort.positive_label = "CAD";
    for (const char* patient : {"P4", "P1", "P2", "P3"}) {
      for (const char* view : {"rest", "stress"}) {
        const bool even = (patient[1] - '0') % 2 == 0;
        if (!even && view[0] == 's') continue;
        CohortEntry entry;
        entry.patient = patient;
        entry.label = even ? "CAD" : "non-CAD";
        entry.attributes["sex"] = patient[1] < '3' ? "F" : "M";
        const std::string file = std::string(patient) + "_" + view + ".png";
        entry.file = folder_.write(name + "/" + file, file);
        cohort.entries.push_back(entry);
      }
    }
    return cohort;
  }

  std::string fingerprint(const Cohort& cohort) const { return cohort_fingerprint(cohort, 2); }

  const TemporaryFolder folder_;
  Cohort cohort_;  // P4 rest, P4 stress, P1, P2 rest, P2 stress, P3
};

TEST_F(TrainingDataTest, HoldsTheGivenEntriesInTheOrderOfTheCohort) {
  const TrainingData data = training_data(cohort_, {5, 0, 2}, 2);
  EXPECT_THAT(data.entries, ElementsAre(0, 2, 5));
  EXPECT_THAT(data.labels, ElementsAre(0, 1, 1)) << "the positive class is the first";
  ASSERT_EQ(data.checksums.size(), 3U);
  EXPECT_EQ(data.checksums[0].patient, "P4");
  EXPECT_EQ(data.checksums[0].file, "P4_rest.png");
}

// FIPS 180-4's example of one block.
TEST_F(TrainingDataTest, KnowsThePicturesByTheirChecksums) {
  cohort_.entries[2].file = folder_.write("abc.png", "abc");
  EXPECT_EQ(training_data(cohort_, {2}, 1).checksums[0].sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(TrainingDataTest, OpensTheGivenEntriesOnly) {
  std::filesystem::remove(cohort_.entries[1].file);
  EXPECT_EQ(training_data(cohort_, {0, 2}, 1).entries.size(), 2U);
  EXPECT_THAT(
      [&] {
        training_data(cohort_, {0, 1}, 1);
      },
      FailsWith(ErrorCode::kNotFound, HasSubstr("P4_stress.png")));
}

TEST_F(TrainingDataTest, FindsAllSamplesOfAPatient) {
  const TrainingData data = training_data(cohort_, {0, 1, 2, 3, 5}, 1);
  EXPECT_THAT(samples_of(data, cohort_, {"P4"}), ElementsAre(0, 1));
  EXPECT_THAT(samples_of(data, cohort_, {"P2", "P3"}), ElementsAre(3, 4)) << "entries 3 and 5";
  EXPECT_THAT(samples_of(data, cohort_, {}), ElementsAre());
}

TEST_F(TrainingDataTest, PutsAllPicturesOfAPatientOnOneSideOfAFold) {
  const TrainingData data = training_data(cohort_, {0, 1, 2, 3, 4, 5}, 1);
  const std::vector<Fold> folds = folds_of(data, cohort_, {{"P1", "P4"}, {"P2"}, {"P3"}});
  ASSERT_EQ(folds.size(), 3U);
  EXPECT_THAT(folds[0].validation, ElementsAre(0, 1, 2));
  EXPECT_THAT(folds[0].training, ElementsAre(3, 4, 5));
  EXPECT_THAT(folds[1].validation, ElementsAre(3, 4));
  EXPECT_THAT(folds[1].training, ElementsAre(0, 1, 2, 5));
  EXPECT_THAT(folds[2].validation, ElementsAre(5));
  EXPECT_THAT(folds[2].training, ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(TrainingDataTest, LeavesPatientsOfNoFoldOut) {
  const TrainingData data = training_data(cohort_, {0, 1, 2, 3, 4, 5}, 1);
  const std::vector<Fold> folds = folds_of(data, cohort_, {{"P1"}, {"P2"}});
  EXPECT_THAT(folds[0].training, ElementsAre(3, 4));
  EXPECT_THAT(folds[1].training, ElementsAre(2));
}

TEST_F(TrainingDataTest, RefusesAPartOfOneClass) {
  const TrainingData data = training_data(cohort_, {0, 1, 2, 3, 4, 5}, 1);
  EXPECT_NO_THROW(check_part(data, {0, 2}, "training"));
  EXPECT_THAT(
      [&] {
        check_part(data, {0, 1, 3}, "training");
      },
      FailsWith(ErrorCode::kBadData,
                AllOf(HasSubstr("training part"), HasSubstr("3 images of one class"))));
  EXPECT_THAT(
      [&] {
        check_part(data, {2, 5}, "validation");
      },
      FailsWith(ErrorCode::kBadData, HasSubstr("validation part")));
}

TEST_F(TrainingDataTest, FingerprintsACohortWhateverItsOrderAndPlace) {
  const std::string before = fingerprint(cohort_);
  EXPECT_EQ(before.size(), 64U);
  EXPECT_EQ(fingerprint(written_to("moved")), before);
  std::ranges::reverse(cohort_.entries);
  EXPECT_EQ(fingerprint(cohort_), before);
  cohort_.entries[0].attributes["ward"] = "7";
  EXPECT_EQ(fingerprint(cohort_), before) << "no run depends on it";
}

TEST_F(TrainingDataTest, FingerprintsEverythingThatARunDependsOn) {
  const std::string before = fingerprint(cohort_);
  const auto changed = [&](const auto& change) {
    Cohort other = cohort_;
    change(other);
    return fingerprint(other);
  };
  EXPECT_NE(changed([](Cohort& other) { other.entries[2].label = "CAD"; }), before);
  EXPECT_NE(changed([](Cohort& other) { other.entries[2].attributes["sex"] = "M"; }), before);
  EXPECT_NE(changed([](Cohort& other) { other.entries[2].patient = "P9"; }), before);
  EXPECT_NE(changed([](Cohort& other) { other.positive_label = "non-CAD"; }), before);
  EXPECT_NE(changed([](Cohort& other) { other.entries.pop_back(); }), before);
  EXPECT_NE(changed([](Cohort& other) { std::swap(other.entries[2].file, other.entries[3].file); }),
            before)
      << "the same pictures, of other patients";
  write_file(cohort_.entries[4].file, std::string_view("another picture"));
  EXPECT_NE(fingerprint(cohort_), before);
}

TEST_F(TrainingDataTest, HoldsTheClinicalColumnsAskedForOnly) {
  EXPECT_TRUE(training_data(cohort_, {0, 5}, 1).clinical.empty());
  const TrainingData data = training_data(cohort_, {0, 5}, 1, {"sex"});
  EXPECT_THAT(data.clinical,
              ElementsAre(ClinicalValues{{"sex", "M"}}, ClinicalValues{{"sex", "M"}}));
}

TEST_F(TrainingDataTest, HasAFingerprintOfTheClinicalColumnsThatAreRead) {
  const std::string without = fingerprint(cohort_);
  const std::string with = cohort_fingerprint(cohort_, 1, {"age"});
  EXPECT_NE(with, without);
  cohort_.entries[2].attributes["age"] = "61";
  EXPECT_EQ(fingerprint(cohort_), without);
  EXPECT_NE(cohort_fingerprint(cohort_, 1, {"age"}), with);
}

}  // namespace
}  // namespace myolens
