#include "myolens/experiment/cross_validation.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "myolens/base/csv.h"
#include "myolens/base/number_text.h"
#include "myolens/cohort/folds.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/experiment/drawn_features.h"
#include "tests/unit/experiment/drawn_run.h"

namespace myolens {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr int kFolds = 3;
constexpr int kRepeats = 2;
constexpr size_t kPatients = 24;  // 12 of each class, so 4 of each in a fold

// One row of crossval.csv.
struct Judged {
  std::string patient;
  std::string file;
  bool positive = false;
  double probability = 0;
  double threshold = 0;
};

using FoldKey = std::pair<int, int>;  // repeat and fold, from 1

// The last patient has a second picture.
class CrossValidationTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    DrawnCohort drawn;
    drawn.patients = kPatients;
    prepare_drawn_cohort(*folder_ / "screens", *folder_ / "prepared", drawn);
    prepared_ = read_prepared_cohort(*folder_ / "prepared", {});
    add_second_picture();
    std::vector<size_t> entries(prepared_.cohort.entries.size());
    for (size_t i = 0; i < entries.size(); ++i) entries[i] = i;
    data_ = training_data(prepared_.cohort, entries, 2);
    for (const auto& [patient, label] : patient_labels(prepared_.cohort))
      patients_.push_back(patient);
    bundle_ = headless_bundle();
    result_ = cross_validate_on(drawn_features(data_.labels, 3), "run");
    judged_ = read_judged("run");
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static void add_second_picture() {
    CohortEntry second = prepared_.cohort.entries.back();
    const auto file = prepared_.cohort.folder / "images" / "second.png";
    std::filesystem::copy(prepared_.cohort.entries[0].file, file);
    second.file = file;
    prepared_.cohort.entries.push_back(second);
    prepared_.discs.push_back(prepared_.discs.back());
    prepared_.colour_scales.push_back(prepared_.colour_scales.back());
  }

  static ProcedureSettings settings() {
    ProcedureSettings settings = head_settings();
    settings.training.warm_up_epochs = 4;
    settings.training.threads = 2;
    settings.threshold = {ThresholdRule::Kind::kYouden, 0};
    return settings;
  }

  static CrossValidation cross_validate_on(std::vector<float> values, const std::string& run,
                                           int folds = kFolds) {
    const MemoryFeatures features = as_source(bundle_, std::move(values));
    const ProcedureSettings how = settings();
    const ProcedureTask task{bundle_, features, data_, 1, how, nullptr};
    SilentProgress progress;
    return cross_validate({task, prepared_, patients_, folds, kRepeats}, RunFolder(*folder_ / run),
                          progress);
  }

  static std::map<FoldKey, std::vector<Judged>> read_judged(const std::string& run) {
    const Table table = read_table(*folder_ / run / "crossval.csv");
    std::map<FoldKey, std::vector<Judged>> judged;
    for (const auto& row : table.rows) {
      const auto number = [&](const char* column) {
        return std::stod(row[table.column(column, run)]);
      };
      const FoldKey key{static_cast<int>(number("repeat")), static_cast<int>(number("fold"))};
      judged[key].push_back({row[table.column("patient", run)], row[table.column("file", run)],
                             row[table.column("truth", run)] == "CAD", number("probability"),
                             number("threshold")});
    }
    return judged;
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline PreparedCohort prepared_;
  static inline TrainingData data_;
  static inline std::vector<std::string> patients_;
  static inline ModelBundle bundle_;
  static inline CrossValidation result_;
  static inline std::map<FoldKey, std::vector<Judged>> judged_;
};

TEST_F(CrossValidationTest, JudgesEveryPictureOnceInEveryRepeat) {
  ASSERT_THAT(judged_, SizeIs(kFolds * kRepeats));
  for (int repeat = 1; repeat <= kRepeats; ++repeat) {
    std::set<std::string> files;
    size_t rows = 0;
    for (int fold = 1; fold <= kFolds; ++fold) {
      for (const Judged& one : judged_[{repeat, fold}]) {
        files.insert(one.file);
        ++rows;
      }
    }
    EXPECT_EQ(rows, kPatients + 1);
    EXPECT_THAT(files, SizeIs(kPatients + 1));
  }
}

TEST_F(CrossValidationTest, JudgesPatientsInTheFoldsOfTheRepeat) {
  for (int repeat = 1; repeat <= kRepeats; ++repeat) {
    const auto folds =
        make_folds(prepared_.cohort, patients_,
                   {kFolds, settings().training.seed, "repeat " + std::to_string(repeat)});
    for (int fold = 1; fold <= kFolds; ++fold) {
      std::set<std::string> found;
      for (const Judged& one : judged_[{repeat, fold}]) found.insert(one.patient);
      const auto& expected = folds[static_cast<size_t>(fold) - 1];
      EXPECT_EQ(found, std::set<std::string>(expected.begin(), expected.end()));
    }
  }
}

// When the pictures of a patient change, its fold's model, threshold and temperature must not: the
// other patients of that fold are judged as before, to the last bit. In all other folds the patient
// trains, and everything moves.
TEST_F(CrossValidationTest, NeverJudgesAPatientByWhatItTaught) {
  const std::string patient = prepared_.cohort.entries.back().patient;
  std::vector<float> changed = drawn_features(data_.labels, 3);
  for (const size_t sample : samples_of(data_, prepared_.cohort, {patient})) {
    for (size_t i = 0; i < kPooledFeatures; ++i) changed[sample * kPooledFeatures + i] += 1;
  }
  cross_validate_on(changed, "changed");
  for (const auto& [key, after] : read_judged("changed")) {
    const std::vector<Judged>& before = judged_[key];
    ASSERT_EQ(after.size(), before.size());
    const bool judged_here = std::ranges::find(before, patient, &Judged::patient) != before.end();
    size_t moved = 0;
    for (size_t i = 0; i < before.size(); ++i) {
      ASSERT_EQ(after[i].file, before[i].file);
      if (after[i].patient == patient) {
        EXPECT_NE(after[i].probability, before[i].probability);
        continue;
      }
      moved += after[i].probability != before[i].probability ? 1 : 0;
      if (judged_here) {
        EXPECT_EQ(after[i].threshold, before[i].threshold);
      }
    }
    EXPECT_EQ(moved, judged_here ? 0 : before.size()) << key.first << "/" << key.second;
  }
}

TEST_F(CrossValidationTest, AveragesThePicturesOverTheRepeats) {
  std::map<std::string, double> sums;
  double thresholds = 0;
  for (const auto& [key, fold] : judged_) {
    for (const Judged& one : fold) sums[one.file] += one.probability;
    thresholds += fold[0].threshold;
  }
  ASSERT_THAT(result_.averaged.cases, SizeIs(kPatients + 1));
  for (const ScoredCase& one : result_.averaged.cases) {
    EXPECT_NEAR(one.score, sums.at(one.file) / kRepeats, 1e-12);
    EXPECT_EQ(one.truth, std::stoi(one.patient.substr(1)) % 2 == 0 ? 1 : 0);
  }
  EXPECT_NEAR(result_.averaged.threshold, thresholds / (kFolds * kRepeats), 1e-12);
  EXPECT_EQ(result_.averaged.classes.positive, "CAD");
}

struct MeanAndError {
  double mean = 0;
  double error = 0;
};

// Nadeau and Bengio 2003: the variance of the mean of J runs is (1 / J + test / training) s^2.
MeanAndError resampled(const std::vector<double>& values) {
  const auto runs = static_cast<double>(values.size());
  double mean = 0;
  for (const double value : values) mean += value / runs;
  double variance = 0;
  for (const double value : values) variance += (value - mean) * (value - mean) / (runs - 1);
  return {mean, std::sqrt(variance * (1 / runs + 1.0 / (kFolds - 1)))};
}

TEST_F(CrossValidationTest, EstimatesAccuracyWithinFolds) {
  std::vector<double> accuracies;
  for (const auto& [key, fold] : judged_) {
    double correct = 0;
    for (const Judged& one : fold)
      correct += (one.probability >= one.threshold) == one.positive ? 1 : 0;
    accuracies.push_back(correct / static_cast<double>(fold.size()));
  }
  const MeanAndError expected = resampled(accuracies);
  EXPECT_EQ(result_.accuracy.runs, kFolds * kRepeats);
  EXPECT_NEAR(result_.accuracy.mean, expected.mean, 1e-12);
  ASSERT_TRUE(result_.accuracy.standard_error);
  EXPECT_NEAR(*result_.accuracy.standard_error, expected.error, 1e-12);
}

// The share of pairs in which the positive picture scores higher.
TEST_F(CrossValidationTest, EstimatesTheAreaWithinFolds) {
  std::vector<double> areas;
  for (const auto& [key, fold] : judged_) {
    double won = 0;
    double pairs = 0;
    for (const Judged& positive : fold) {
      for (const Judged& negative : fold) {
        if (!positive.positive || negative.positive) continue;
        ++pairs;
        won += positive.probability > negative.probability
                   ? 1.0
                   : (positive.probability == negative.probability ? 0.5 : 0.0);
      }
    }
    areas.push_back(won / pairs);
  }
  const MeanAndError expected = resampled(areas);
  EXPECT_NEAR(result_.auc.mean, expected.mean, 1e-12);
  ASSERT_TRUE(result_.auc.standard_error);
  EXPECT_NEAR(*result_.auc.standard_error, expected.error, 1e-12);
}

TEST_F(CrossValidationTest, WritesWhatItFound) {
  const RunFolder run(*folder_ / "run");
  const auto json = nlohmann::json::parse(read_text_file(run.path() / "crossval.json"));
  EXPECT_EQ(json.at("folds"), kFolds);
  EXPECT_EQ(json.at("repeats"), kRepeats);
  EXPECT_EQ(json.at("auc_within_folds").at("mean"), result_.auc.mean);
  EXPECT_EQ(json.at("accuracy_within_folds").at("mean"), result_.accuracy.mean);
  EXPECT_THAT(std::string(json.at("method")), HasSubstr("Nadeau"));
  const Evaluation read = read_evaluation(run, kCrossvalEvaluation);
  EXPECT_EQ(read.threshold, result_.averaged.threshold);
  ASSERT_THAT(read.cases, SizeIs(kPatients + 1));
  for (size_t i = 0; i < read.cases.size(); ++i)
    EXPECT_EQ(read.cases[i].score, result_.averaged.cases[i].score);
}

TEST_F(CrossValidationTest, NeedsAPatientOfEachClassInEveryFold) {
  EXPECT_THAT([&] { cross_validate_on(drawn_features(data_.labels, 3), "many", 13); },
              FailsWith(ErrorCode::kBadData, HasSubstr("12 patients for 13 folds")));
}

}  // namespace
}  // namespace myolens
