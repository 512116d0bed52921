#include "myolens/experiment/comparison.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <numeric>

#include "myolens/base/csv.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/choosing_table.h"
#include "myolens/experiment/clinical_baseline.h"
#include "myolens/experiment/ensemble_runs.h"
#include "tests/support/error_matcher.h"
#include "tests/support/recorded_progress.h"
#include "tests/unit/experiment/drawn_run.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* kWeights = "mine";  // of MobileNet, in the store

// As a program that is killed when it comes to a row.
class InterruptionAt final : public Progress {
 public:
  explicit InterruptionAt(std::string row) : row_(std::move(row)) {}
  void begin(std::string_view, size_t) override {}
  void advance(size_t) override {}
  void end() override {}
  void note(std::string_view message) override {
    if (message == "== " + row_) throw Error(ErrorCode::kUnavailable, "interrupted");
  }

 private:
  std::string row_;
};

// 45 patients, 15 of them with CAD: the test part is 3 of these and 6 others.
class ComparisonTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    DrawnCohort drawn;
    drawn.patients = 45;
    drawn.every = 3;
    drawn.with_ages = true;
    prepare_drawn_cohort(*folder_ / "screens", cohort(), drawn);
    StoreEntry entry;
    entry.name = kWeights;
    entry.backbone = "mobilenet";
    entry.origin = "file mine.h5";
    store().write(entry, initial_weights(build_backbone(find_backbone("mobilenet"), {}), 3));
    InterruptionAt interruption("two-stage");
    try {
      compare_trainings(options("comparison"), store(), interruption);
    } catch (const Error&) {
      begun_ = fs::last_write_time(path() / "warm-up" / "training.json");
    }
    ComparisonOptions resumed = options("comparison");
    resumed.run.resume = true;
    comparison_ = compare_trainings(resumed, store(), progress_);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path cohort() { return *folder_ / "prepared"; }
  static fs::path path() { return *folder_ / "comparison"; }
  static WeightStore store() { return WeightStore(*folder_ / "store"); }

  static ComparisonOptions options(const std::string& name) {
    ComparisonOptions options;
    options.title = "strategies";
    options.trainings = {{"warm-up", "head only", "mobilenet", Strategy::kWarmUpOnly},
                         {"two-stage", "both stages", "mobilenet", Strategy::kTwoStage},
                         {"vgg", "another network", "vgg16", Strategy::kWarmUpOnly}};
    options.reference = "warm-up";
    options.run = quick_options(cohort(), *folder_ / name);
    options.run.weights = kWeights;
    return options;
  }

  static const ComparisonRow& row(const std::string& name) {
    return *std::ranges::find(comparison_.rows, name, &ComparisonRow::name);
  }
  static std::vector<const ComparisonRow*> judged_rows() {
    std::vector<const ComparisonRow*> rows;
    for (const ComparisonRow& one : comparison_.rows) {
      if (one.skipped.empty()) rows.push_back(&one);
    }
    return rows;
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline fs::file_time_type begun_;
  static inline RecordedProgress progress_;
  static inline Comparison comparison_;
};

TEST_F(ComparisonTest, HasARowForEveryTrainingAndBaseline) {
  std::vector<std::string> names;
  for (const ComparisonRow& one : comparison_.rows) names.push_back(one.name);
  EXPECT_THAT(names,
              ElementsAre("warm-up", "two-stage", "vgg", "ensemble: mean", "ensemble: weighted",
                          "ensemble: stacked", "majority", "deficit", "clinical"));
  EXPECT_TRUE(row("warm-up").trained());
  EXPECT_FALSE(row("majority").trained());
  EXPECT_EQ(row("warm-up").trained_parameters, 1025 * 2);
  EXPECT_EQ(row("two-stage").weights, "file mine.h5, the user's own weights");
  EXPECT_TRUE(comparison_.synthetic);
  EXPECT_FALSE(comparison_.selected_on_test_set);
  for (const ComparisonRow* one : judged_rows()) EXPECT_THAT(one->cases, SizeIs(9)) << one->name;
}

// The probabilities of the rows themselves are calibrated ones already.
TEST_F(ComparisonTest, CombinesTheTrainedRows) {
  for (const CombinationRule rule : kCombinationRules) {
    const ComparisonRow& ensemble = row("ensemble: " + std::string(name_of(rule)));
    EXPECT_EQ(ensemble.kind, RowKind::kEnsemble);
    EXPECT_FALSE(ensemble.trained());
    EXPECT_TRUE(ensemble.tests);
    EXPECT_EQ(ensemble.seconds, 0);
  }
  std::vector<MemberScores> members;
  for (const char* name : {"warm-up", "two-stage"}) {
    const RunFolder folder(path() / name);
    members.push_back({name, read_facts(folder).temperature, read_choosing(folder, "CAD")});
  }
  const std::vector<EnsembleCase> choosing = joined_members(members);
  const double temperature = fit_combination(CombinationRule::kMean, choosing).temperature;
  const ComparisonRow& mean = row("ensemble: mean");
  for (size_t i = 0; i < mean.cases.size(); ++i) {
    const double expected = (row("warm-up").cases[i].score + row("two-stage").cases[i].score) / 2;
    const double logit = std::log(expected / (1 - expected)) / temperature;
    EXPECT_NEAR(mean.cases[i].score, 1 / (1 + std::exp(-logit)), 1e-5);
  }
  ASSERT_TRUE(comparison_.ensemble_choice);
  const CombinationChoice expected = choose_combination(choosing, comparison_.seed);
  EXPECT_EQ(comparison_.ensemble_choice->losses, expected.losses);
  const auto json = nlohmann::json::parse(read_text_file(path() / "comparison.json"));
  EXPECT_EQ(json.at("ensemble_choice").at("taken"), name_of(expected.rule));
}

// Put together as a folder and judged on the same patients, by the networks themselves.
TEST_F(ComparisonTest, GivesTheNumbersOfAnEnsembleFolder) {
  SilentProgress silent;
  for (const CombinationRule rule : {CombinationRule::kMean, CombinationRule::kStacked}) {
    const fs::path folder = *folder_ / ("ensemble " + std::string(name_of(rule)));
    EnsembleOptions options;
    options.runs = {path() / "warm-up", path() / "two-stage"};
    options.rule = rule;
    options.out = folder;
    ensemble_runs(options, silent);
    const Evaluation evaluation =
        evaluate_bundle({folder, {}, folder / "evaluation" / "test", 2, 1}, silent);
    const ComparisonRow& expected = row("ensemble: " + std::string(name_of(rule)));
    EXPECT_EQ(evaluation.threshold, expected.threshold);
    EXPECT_EQ(evaluation.openings, 1);
    EXPECT_FALSE(evaluation.selected_on_test_set);
    ASSERT_THAT(evaluation.cases, SizeIs(expected.cases.size()));
    for (size_t i = 0; i < expected.cases.size(); ++i) {
      EXPECT_EQ(evaluation.cases[i].file, expected.cases[i].file);
      EXPECT_NEAR(evaluation.cases[i].score, expected.cases[i].score, 1e-12);
    }
    EXPECT_THAT(
        [&] {
          evaluate_bundle({folder, cohort(), folder / "all", 2, 1}, silent);
        },
        FailsWith(ErrorCode::kBadData, HasSubstr("was trained on")));
  }
}

// As an older version judged it: the comparison is resumed without ensembles.
TEST_F(ComparisonTest, SaysWhyThereAreNoEnsembles) {
  fs::copy(path(), *folder_ / "older", fs::copy_options::recursive);
  fs::remove(*folder_ / "older" / "warm-up" / "choosing.csv");
  fs::create_directory(*folder_ / "older" / "state");
  ComparisonOptions resumed = options("older");
  resumed.run.resume = true;
  SilentProgress silent;
  const Comparison older = compare_trainings(resumed, store(), silent);
  const auto found = std::ranges::find(older.rows, "ensembles", &ComparisonRow::name);
  ASSERT_NE(found, older.rows.end());
  EXPECT_THAT(found->skipped, HasSubstr("train it again"));
  EXPECT_EQ(older.tests, 4);
}

TEST_F(ComparisonTest, SkipsARowWithItsReason) {
  EXPECT_EQ(row("vgg").skipped, "the weights mine belong to mobilenet");
  EXPECT_FALSE(row("vgg").summary);
  EXPECT_THAT(progress_.notes(), Contains(HasSubstr("vgg skipped")));
  EXPECT_FALSE(fs::exists(path() / "vgg"));
}

TEST_F(ComparisonTest, DoesNotTrainFinishedRowsAgain) {
  EXPECT_EQ(fs::last_write_time(path() / "warm-up" / "training.json"), begun_);
  EXPECT_THAT(progress_.steps(), Contains(StartsWith("fine-tuning")));
  EXPECT_FALSE(is_unfinished(RunFolder(path())));
  ComparisonOptions again = options("comparison");
  SilentProgress silent;
  EXPECT_THAT([&] { compare_trainings(again, store(), silent); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("never overwritten")));
  again.run.resume = true;
  EXPECT_THAT([&] { compare_trainings(again, store(), silent); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("nothing to resume")));
}

// Two thirds of the patients have no CAD, also of the test part.
TEST_F(ComparisonTest, SetsTheMajorityBesideThem) {
  const ComparisonRow& majority = row("majority");
  EXPECT_NEAR(*majority.summary->binary.accuracy.value, 6.0 / 9, 1e-12);
  EXPECT_EQ(*majority.summary->binary.sensitivity.value, 0);
  EXPECT_EQ(*majority.summary->binary.auc.value, 0.5);
}

TEST_F(ComparisonTest, SetsClinicalVariablesBesideThem) {
  const PreparedCohort prepared = read_prepared_cohort(cohort(), {});
  const Split split = read_split(RunFolder(path() / "warm-up").split(), prepared.cohort);
  const auto model =
      ClinicalBaseline::fit(prepared.cohort, entries_of(prepared.cohort, split.train),
                            std::vector<std::string>{std::string(kAllClinicalColumns)});
  ASSERT_TRUE(model);
  EXPECT_THAT(row("clinical").description, HasSubstr("age"));
  for (const ScoredCase& one : row("clinical").cases) {
    const auto entry =
        std::ranges::find(prepared.cohort.entries, one.patient, &CohortEntry::patient);
    EXPECT_EQ(one.score, model->probability(*entry));
  }
}

TEST_F(ComparisonTest, TestsEveryRowAgainstTheReference) {
  const ComparisonRow& reference = row("warm-up");
  EXPECT_FALSE(reference.tests) << "not against itself";
  EXPECT_FALSE(row("vgg").tests);
  EXPECT_EQ(comparison_.tests, 7);
  const auto correct = [](const ComparisonRow& of, size_t i) {
    return (of.cases[i].score >= of.threshold) == (of.cases[i].truth == 1);
  };
  for (const ComparisonRow* one : judged_rows()) {
    if (one == &reference) continue;
    int here = 0;
    int there = 0;
    for (size_t i = 0; i < one->cases.size(); ++i) {
      ASSERT_EQ(one->cases[i].file, reference.cases[i].file);
      here += correct(*one, i) && !correct(reference, i) ? 1 : 0;
      there += !correct(*one, i) && correct(reference, i) ? 1 : 0;
    }
    EXPECT_EQ(one->tests->mcnemar.only_first_correct, here) << one->name;
    EXPECT_EQ(one->tests->mcnemar.only_second_correct, there) << one->name;
    ASSERT_TRUE(one->tests->auc) << one->name;
    EXPECT_NEAR(one->tests->auc->difference,
                *one->summary->binary.auc.value - *reference.summary->binary.auc.value, 1e-12);
  }
}

// Holm 1979: the k-th smallest of m values times m - k + 1, and none below the one before it.
std::vector<double> holm(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return values[i]; });
  std::vector<double> adjusted(values.size());
  double largest = 0;
  for (size_t k = 0; k < order.size(); ++k) {
    largest = std::max(largest, values[order[k]] * static_cast<double>(order.size() - k));
    adjusted[order[k]] = std::min(1.0, largest);
  }
  return adjusted;
}

TEST_F(ComparisonTest, AdjustsEachFamilyOfTestsByHolm) {
  std::vector<double> mcnemar;
  std::vector<double> mcnemar_found;
  std::vector<double> auc;
  std::vector<double> auc_found;
  for (const ComparisonRow* one : judged_rows()) {
    if (!one->tests) continue;
    mcnemar.push_back(one->tests->mcnemar.p_value);
    mcnemar_found.push_back(one->tests->mcnemar_holm);
    EXPECT_EQ(one->tests->auc->p_value.has_value(), one->tests->auc_holm.has_value());
    if (!one->tests->auc->p_value) continue;
    auc.push_back(*one->tests->auc->p_value);
    auc_found.push_back(*one->tests->auc_holm);
  }
  EXPECT_THAT(mcnemar_found, testing::Pointwise(testing::DoubleEq(), holm(mcnemar)));
  ASSERT_THAT(auc, Not(SizeIs(0)));
  EXPECT_THAT(auc_found, testing::Pointwise(testing::DoubleEq(), holm(auc)));
}

// Seven tests: at a level of 0.05 / 7 = 0.0071 the exact test needs 9 cases that all favour one
// model, as 2 / 2^8 = 0.0078 is above it and 2 / 2^9 = 0.0039 below.
TEST_F(ComparisonTest, SaysWhichDifferenceItCouldShowAtAll) {
  ASSERT_TRUE(comparison_.detectable);
  EXPECT_EQ(comparison_.detectable->discordant_cases, 9);
  EXPECT_NEAR(comparison_.detectable->observed_difference, 1.0, 1e-12);
}

TEST_F(ComparisonTest, WritesEveryPredictionBesideTheOthers) {
  const Table table = read_table(path() / "predictions.csv");
  EXPECT_THAT(table.columns, ElementsAre("patient", "file", "truth", "warm-up", "two-stage",
                                         "ensemble: mean", "ensemble: weighted",
                                         "ensemble: stacked", "majority", "deficit", "clinical"));
  ASSERT_THAT(table.rows, SizeIs(9));
  for (const auto& line : table.rows) {
    for (const ComparisonRow* one : judged_rows()) {
      const auto scored = std::ranges::find(one->cases, line[1], &ScoredCase::file);
      ASSERT_NE(scored, one->cases.end());
      EXPECT_EQ(scored->patient, line[0]);
      EXPECT_EQ(line[2], scored->truth == 1 ? "CAD" : "non-CAD");
      EXPECT_EQ(std::stod(line[table.column(one->name, "predictions.csv")]), scored->score);
    }
  }
}

TEST_F(ComparisonTest, WritesSixMeasuresInBothReadings) {
  const Table table = read_table(path() / "comparison.csv");
  EXPECT_THAT(table.rows, SizeIs(judged_rows().size() * 12));
  const auto found = std::ranges::find_if(table.rows, [](const auto& line) {
    return line[0] == "majority" && line[1] == "macro" && line[2] == "sensitivity";
  });
  ASSERT_NE(found, table.rows.end());
  EXPECT_EQ(std::stod((*found)[3]), 0.5) << "0 of one class, all of the other";
  const auto json = nlohmann::json::parse(read_text_file(path() / "comparison.json"));
  EXPECT_EQ(json.at("reference"), "warm-up");
  EXPECT_EQ(json.at("tests_per_family"), 7);
  EXPECT_EQ(json.at("rows").size(), 9U);
  EXPECT_TRUE(json.at("rows")[0].at("tests").is_null());
  EXPECT_EQ(json.at("rows")[2].at("skipped"), row("vgg").skipped);
  EXPECT_THAT(std::string(json.at("notice")), HasSubstr("not a medical device"));
}

TEST_F(ComparisonTest, RefusesWhatItCannotCompare) {
  SilentProgress silent;
  const auto refused = [&](const ComparisonOptions& with) {
    return [&, with] { compare_trainings(with, store(), silent); };
  };
  ComparisonOptions nested = options("refused");
  nested.run.protocol = Protocol::kCrossval;
  EXPECT_THAT(refused(nested), FailsWith(ErrorCode::kInvalidArgument, HasSubstr("one test part")));
  ComparisonOptions misspelt = options("refused-2");
  misspelt.reference = "two-stages";
  EXPECT_THAT(refused(misspelt),
              FailsWith(ErrorCode::kInvalidArgument,
                        AllOf(HasSubstr("no row"), HasSubstr("\"two-stage\"?"))));
  ComparisonOptions skipped = options("refused-3");
  skipped.reference = "vgg";
  EXPECT_THAT(refused(skipped),
              FailsWith(ErrorCode::kInvalidArgument,
                        AllOf(HasSubstr("belong to mobilenet"), HasSubstr("--reference"))));
  ComparisonOptions unfetched = options("refused-4");
  unfetched.run.weights = kImageNetWeights;
  EXPECT_THAT(refused(unfetched),
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("myolens weights fetch mobilenet")));
}

}  // namespace
}  // namespace myolens
