#include "myolens/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;

constexpr double kPaperDigits = 5e-4;  // half of the third decimal that the paper prints

TEST(Metrics, SummaryOfThePapersTestSetHasItsPublishedValues) {
  const ClassificationSummary summary = summarise(test::paper_cases(), 0.5, 1);
  EXPECT_EQ(summary.patients, 44);
  EXPECT_EQ(summary.confusion.true_positive, 26);
  EXPECT_EQ(summary.confusion.true_negative, 16);
  EXPECT_EQ(summary.confusion.false_positive, 2);
  EXPECT_NEAR(*summary.binary.accuracy.value, 0.955, kPaperDigits);
  EXPECT_NEAR(*summary.binary.specificity.value, 0.889, kPaperDigits);
  EXPECT_NEAR(*summary.macro.sensitivity.value, 0.944, kPaperDigits);
  EXPECT_NEAR(*summary.macro.precision.value, 0.964, kPaperDigits);
  EXPECT_NEAR(*summary.macro.f1.value, 0.952, kPaperDigits);
  EXPECT_NEAR(*summary.binary.auc.value, 0.932, kPaperDigits);
  EXPECT_NEAR(summary.binary.accuracy.interval->low, 0.85, 5e-3);
  EXPECT_NEAR(summary.binary.accuracy.interval->high, 0.99, 5e-3);
  EXPECT_NEAR(*summary.majority_accuracy, 26.0 / 44, 1e-15);
}

TEST(Metrics, SummaryValuesAreTheRatesOfItsCounts) {
  const ClassificationSummary summary =
      summarise(cases_of({{1, .9}, {1, .4}, {1, .6}, {0, .7}, {0, .2}, {0, .1}, {0, .3}}), 0.5, 1);
  const Confusion& counts = summary.confusion;
  EXPECT_EQ(summary.binary.accuracy.value, accuracy(counts));
  EXPECT_EQ(summary.binary.sensitivity.value, sensitivity(counts));
  EXPECT_EQ(summary.binary.specificity.value, specificity(counts));
  EXPECT_EQ(summary.binary.precision.value, precision(counts));
  EXPECT_EQ(summary.binary.f1.value, f1(counts));
  EXPECT_EQ(summary.macro.accuracy.value, accuracy(counts));
  EXPECT_EQ(summary.macro.sensitivity.value, macro_sensitivity(counts));
  EXPECT_EQ(summary.macro.specificity.value, macro_specificity(counts));
  EXPECT_EQ(summary.macro.precision.value, macro_precision(counts));
  EXPECT_EQ(summary.macro.f1.value, macro_f1(counts));
  EXPECT_EQ(summary.binary.negative_predictive_value.value, negative_predictive_value(counts));
  EXPECT_EQ(summary.binary.balanced_accuracy.value, balanced_accuracy(counts));
  EXPECT_EQ(summary.binary.matthews_correlation.value, matthews_correlation(counts));
  EXPECT_EQ(summary.macro.negative_predictive_value.value, macro_precision(counts));
}

TEST(Metrics, SummaryNamesTheMethodOfEveryInterval) {
  const ClassificationSummary summary = summarise(test::paper_cases(), 0.5, 1);
  EXPECT_EQ(summary.binary.accuracy.method, IntervalMethod::kWilson);
  EXPECT_EQ(summary.binary.sensitivity.method, IntervalMethod::kWilson);
  EXPECT_EQ(summary.binary.specificity.method, IntervalMethod::kWilson);
  EXPECT_EQ(summary.binary.precision.method, IntervalMethod::kWilson);
  EXPECT_EQ(summary.binary.f1.method, IntervalMethod::kBootstrap);
  EXPECT_EQ(summary.binary.auc.method, IntervalMethod::kDeLongLogit);
  EXPECT_EQ(summary.macro.accuracy.method, IntervalMethod::kWilson);
  EXPECT_EQ(summary.binary.balanced_accuracy.method, IntervalMethod::kMover);
  EXPECT_EQ(summary.binary.matthews_correlation.method, IntervalMethod::kBootstrap);
  EXPECT_EQ(summary.macro.sensitivity.method, IntervalMethod::kMover);
  EXPECT_EQ(summary.macro.precision.method, IntervalMethod::kBootstrap);
  EXPECT_EQ(summary.macro.f1.method, IntervalMethod::kBootstrap);
}

TEST(Metrics, SummaryDoesNotDependOnTheOrderOfCases) {
  auto cases = test::paper_cases();
  const ClassificationSummary summary = summarise(cases, 0.5, 1);
  std::rotate(cases.begin(), cases.begin() + 17, cases.end());
  const ClassificationSummary rotated = summarise(cases, 0.5, 1);
  EXPECT_EQ(summary.macro.f1.interval->low, rotated.macro.f1.interval->low);
  EXPECT_NEAR(summary.binary.auc.interval->low, rotated.binary.auc.interval->low, 1e-12);
}

TEST(Metrics, ScoreAtTheThresholdIsCalledPositive) {
  EXPECT_EQ(summarise(cases_of({{1, .5}, {0, .5}}), 0.5, 1).confusion.called_positive(), 2);
}

TEST(Metrics, SummaryOfOneClassOrOfNothingIsUndefinedAndNoError) {
  const ClassificationSummary one_class = summarise(cases_of({{1, .9}, {1, .2}}), 0.5, 1);
  EXPECT_EQ(*one_class.binary.accuracy.value, 0.5);
  EXPECT_FALSE(one_class.binary.specificity.value);
  EXPECT_FALSE(one_class.binary.auc.value);
  EXPECT_FALSE(one_class.macro.sensitivity.value);
  EXPECT_EQ(*one_class.majority_accuracy, 1.0);
  const ClassificationSummary nothing = summarise({}, 0.5, 1);
  EXPECT_FALSE(nothing.binary.accuracy.value);
  EXPECT_FALSE(nothing.majority_accuracy);
}

TEST(Metrics, SummaryCountsPatientsAndPicturesApart) {
  const std::vector<ScoredCase> cases{
      {"a", "1.png", 1, .9}, {"a", "2.png", 1, .8}, {"b", "1.png", 0, .2}};
  const ClassificationSummary summary = summarise(cases, 0.5, 1);
  EXPECT_EQ(summary.patients, 2);
  EXPECT_EQ(summary.confusion.total(), 3);
}

TEST(Metrics, SummaryOfOneClassHasABrierScoreAndNoAveragePrecision) {
  const ClassificationSummary summary = summarise(cases_of({{1, .9}, {1, .2}}), 0.5, 1);
  EXPECT_FALSE(summary.average_precision.value);
  EXPECT_FALSE(summary.binary.balanced_accuracy.value);
  EXPECT_FALSE(summary.binary.matthews_correlation.value);
  EXPECT_NEAR(*summary.brier_score.value, (.01 + .64) / 2, 1e-15);
}

TEST(Metrics, SummaryOfPerfectCallsMarksTheBootstrapAndKeepsClosedFormulas) {
  const auto summary = summarise(cases_of({{1, .9}, {1, .8}, {0, .1}, {0, .3}}), 0.5, 1);
  EXPECT_EQ(*summary.binary.matthews_correlation.value, 1);
  EXPECT_TRUE(summary.binary.matthews_correlation.degenerate);
  EXPECT_TRUE(summary.average_precision.degenerate);
  EXPECT_EQ(summary.binary.balanced_accuracy.interval->high, 1);
  EXPECT_LT(summary.binary.balanced_accuracy.interval->low, 0.8);
}

TEST(Metrics, ScoresThatAreNoProbabilitiesHaveNoBrierScore) {
  const auto cases = cases_of({{1, 3.5}, {1, -1}, {0, -2}, {0, 0}});
  const ClassificationSummary summary = summarise(cases, 1, 1, {}, ScoreKind::kOther);
  EXPECT_FALSE(summary.brier_score.value);
  EXPECT_TRUE(summary.average_precision.value);
  EXPECT_THROW(summarise(cases, 1, 1), Error);
}

TEST(Metrics, SummaryRefusesAThresholdThatIsNoNumber) {
  EXPECT_THROW(summarise(test::paper_cases(), std::nan(""), 1), Error);
}

}  // namespace
}  // namespace myolens
