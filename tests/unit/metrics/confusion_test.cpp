#include "myolens/metrics/confusion.h"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

namespace myolens {
namespace {

struct RateCase {
  std::string name;
  RateFunction rate;
  std::optional<double> expected;
};

void expect_rates(const Confusion& confusion, const std::vector<RateCase>& table) {
  for (const RateCase& row : table) {
    SCOPED_TRACE(row.name);
    const Rate rate = row.rate(confusion);
    ASSERT_EQ(rate.has_value(), row.expected.has_value());
    if (!rate) continue;
    EXPECT_NEAR(*rate, *row.expected, 1e-12);  // one division's rounding
  }
}

Confusion counts(int true_positive, int false_negative, int false_positive, int true_negative) {
  return {.true_positive = true_positive,
          .false_negative = false_negative,
          .false_positive = false_positive,
          .true_negative = true_negative};
}

TEST(Metrics, CountOutcomesByTruthAndCall) {
  const std::vector<Outcome> outcomes{{true, true},   {true, true},   {true, false}, {false, true},
                                      {false, false}, {false, false}, {false, false}};
  const Confusion confusion = count_outcomes({"defect", "normal"}, outcomes);
  EXPECT_EQ(confusion.classes.positive, "defect");
  EXPECT_EQ(confusion.true_positive, 2);
  EXPECT_EQ(confusion.false_negative, 1);
  EXPECT_EQ(confusion.false_positive, 1);
  EXPECT_EQ(confusion.true_negative, 3);
  EXPECT_EQ(confusion.total(), 7);
}

TEST(Metrics, ExchangingClassesExchangesTheirNamesAndCounts) {
  const Confusion other = with_classes_exchanged(counts(1, 2, 3, 4));
  EXPECT_EQ(other.classes.positive, "non-CAD");
  EXPECT_EQ(other.classes.negative, "CAD");
  EXPECT_EQ(other.true_positive, 4);
  EXPECT_EQ(other.false_negative, 3);
  EXPECT_EQ(other.false_positive, 2);
  EXPECT_EQ(other.true_negative, 1);
}

// Values of scikit-learn 1.x (accuracy_score, recall_score, precision_score, f1_score,
// balanced_accuracy_score, matthews_corrcoef).
TEST(Metrics, RatesAreThoseOfScikitLearn) {
  expect_rates(counts(30, 10, 5, 55), {{"accuracy", accuracy, 0.85},
                                       {"sensitivity", sensitivity, 0.75},
                                       {"specificity", specificity, 0.9166666666666666},
                                       {"precision", precision, 0.8571428571428571},
                                       {"npv", negative_predictive_value, 0.8461538461538461},
                                       {"f1", f1, 0.8},
                                       {"balanced accuracy", balanced_accuracy, 0.8333333333333333},
                                       {"mcc", matthews_correlation, 0.6847367880174607},
                                       {"macro sensitivity", macro_sensitivity, 0.8333333333333333},
                                       {"macro specificity", macro_specificity, 0.8333333333333333},
                                       {"macro precision", macro_precision, 0.8516483516483516},
                                       {"macro f1", macro_f1, 0.84}});
  expect_rates(counts(1, 2, 3, 4), {{"mcc below zero", matthews_correlation, -0.0890870806374748},
                                    {"macro f1", macro_f1, 0.45054945054945056}});
}

// The published 0.955, 0.944, 0.964, 0.952 fit only as macro rates, with either class as CAD.
TEST(Metrics, MacroRatesOfThePaperAreTheSameInBothReadings) {
  for (const Confusion& reading : {counts(26, 0, 2, 16), counts(16, 2, 0, 26)}) {
    expect_rates(reading, {{"accuracy", accuracy, 42.0 / 44},
                           {"macro sensitivity", macro_sensitivity, 17.0 / 18},
                           {"macro precision", macro_precision, 27.0 / 28},
                           {"macro f1", macro_f1, 0.9520697167755992}});
  }
}

TEST(Metrics, BinaryRatesOfThePaperDependOnTheReading) {
  expect_rates(counts(26, 0, 2, 16), {{"sensitivity", sensitivity, 1.0},
                                      {"specificity", specificity, 16.0 / 18},
                                      {"precision", precision, 26.0 / 28},
                                      {"f1", f1, 52.0 / 54}});
  expect_rates(counts(16, 2, 0, 26), {{"sensitivity", sensitivity, 16.0 / 18},
                                      {"specificity", specificity, 1.0},
                                      {"precision", precision, 1.0},
                                      {"f1", f1, 32.0 / 34}});
}

TEST(Metrics, ZeroDenominatorsLeaveRatesUndefined) {
  const std::optional<double> undefined;
  expect_rates(counts(0, 0, 0, 0), {{"accuracy", accuracy, undefined}, {"f1", f1, undefined}});
  expect_rates(counts(3, 1, 0, 0), {{"accuracy of one class", accuracy, 0.75},
                                    {"specificity without negatives", specificity, undefined},
                                    {"balanced accuracy", balanced_accuracy, undefined},
                                    {"mcc", matthews_correlation, undefined},
                                    {"macro sensitivity", macro_sensitivity, undefined},
                                    {"macro specificity", macro_specificity, undefined}});
  expect_rates(counts(0, 3, 0, 7), {{"precision without positive calls", precision, undefined},
                                    {"mcc of constant calls", matthews_correlation, undefined},
                                    {"macro precision", macro_precision, undefined},
                                    {"f1", f1, 0.0},
                                    {"macro f1", macro_f1, 0.4117647058823529}});
}

TEST(Metrics, CorrelationOfLargeCountsDoesNotOverflow) {
  const Rate perfect = matthews_correlation(counts(1'000'000, 0, 0, 1'000'000));
  ASSERT_TRUE(perfect);
  EXPECT_NEAR(*perfect, 1.0, 1e-12);
}

}  // namespace
}  // namespace myolens
