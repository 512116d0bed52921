#include "myolens/experiment/ensemble_fit.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/metrics/calibration.h"
#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::_;
using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

double logit(double probability) { return std::log(probability / (1 - probability)); }

void add(std::vector<EnsembleCase>& cases, int truth, std::vector<double> logits) {
  const std::string name = "P" + std::to_string(cases.size());
  cases.push_back({name, name + ".png", truth, std::move(logits)});
}

// As in tools/ensemble_references.py, which printed the numbers below (scikit-learn 1.9, SciPy).
std::vector<EnsembleCase> reference_cases() {
  const std::vector<std::vector<double>> positives{
      {2, 1.5, -0.5}, {0.5, -1, 1},    {1, 2.5, 0.25}, {-0.75, 0.5, 2},
      {3, -0.5, 1.5}, {0.25, 1, -1.5}, {-1, 2, 0.5},   {1.5, 0.75, 0.75}};
  const std::vector<std::vector<double>> negatives{
      {-2, -0.5, 0.5},  {-0.5, 0.25, -1}, {0.75, -1.5, 1.25}, {-1.5, -2, -0.25},
      {0.25, -0.75, 2}, {-1, 1.25, -2},   {-2.5, -1, 0.5},    {1.25, -0.25, -0.75}};
  std::vector<EnsembleCase> cases;
  for (const auto& logits : positives) add(cases, 1, logits);
  for (const auto& logits : negatives) add(cases, 0, logits);
  return cases;
}

std::vector<double> logits_of(const Combination& combination,
                              const std::vector<EnsembleCase>& cases) {
  std::vector<double> logits;
  for (const EnsembleCase& one : cases) logits.push_back(combined_logit(combination, one.logits));
  return logits;
}

TEST(EnsembleFit, StacksAsScikitLearnDoes) {
  const Combination fitted = fit_combination(CombinationRule::kStacked, reference_cases());
  EXPECT_THAT(fitted.weights,
              ElementsAre(DoubleNear(0.6980199170941683, 1e-6), DoubleNear(1.178406398025077, 1e-6),
                          DoubleNear(0.5916694563918588, 1e-6)));
  EXPECT_NEAR(fitted.intercept, -0.4080477965536431, 1e-6);
  EXPECT_EQ(fitted.temperature, 1);
}

// With its logits turned around the third member's coefficient would be -0.59. Held at zero, the
// others are what scikit-learn finds without it.
TEST(EnsembleFit, TurnsNoMembersEvidenceAround) {
  std::vector<EnsembleCase> cases = reference_cases();
  for (EnsembleCase& one : cases) one.logits[2] *= -1;
  const Combination fitted = fit_combination(CombinationRule::kStacked, cases);
  EXPECT_THAT(fitted.weights, ElementsAre(DoubleNear(0.7457305997598689, 1e-6),
                                          DoubleNear(0.9294046904994903, 1e-6), 0));
  EXPECT_NEAR(fitted.intercept, -0.2364121229430798, 1e-6);
}

TEST(EnsembleFit, WeighsAsAnotherProgramDoes) {
  const Combination fitted = fit_combination(CombinationRule::kWeighted, reference_cases());
  EXPECT_THAT(fitted.weights,
              ElementsAre(DoubleNear(0.4140059187, 1e-6), DoubleNear(0.5859940813, 1e-6), 0));
}

// The truth has 0.9 from the first member and 0.3 from the second in three cases, the other way
// round in two: 3 (0.9 - 0.6 w) = 2 (0.3 + 0.6 w), as the slope is zero, has w = 0.7.
TEST(EnsembleFit, FindsWeightsInClosedForm) {
  std::vector<EnsembleCase> cases;
  add(cases, 1, {logit(0.9), logit(0.3)});
  add(cases, 0, {logit(0.1), logit(0.7)});
  add(cases, 1, {logit(0.9), logit(0.3)});
  add(cases, 1, {logit(0.3), logit(0.9)});
  add(cases, 0, {logit(0.7), logit(0.1)});
  EXPECT_THAT(fit_combination(CombinationRule::kWeighted, cases).weights,
              ElementsAre(DoubleNear(0.7, 1e-7), DoubleNear(0.3, 1e-7)));
}

TEST(EnsembleFit, GivesAMemberThatIsAlwaysNearerTheTruthAllTheWeight) {
  std::vector<EnsembleCase> cases;
  for (int i = 0; i < 10; ++i) {
    const double sign = i % 2 == 0 ? 1 : -1;
    add(cases, i % 2 == 0 ? 1 : 0, {sign * 0.1 * i, sign * (1 + 0.1 * i)});
  }
  EXPECT_THAT(fit_combination(CombinationRule::kWeighted, cases).weights, ElementsAre(0, 1));
}

// The scale of the probabilities is fitted after their mean.
TEST(EnsembleFit, CalibratesTheMeanByTemperature) {
  const std::vector<EnsembleCase> cases = reference_cases();
  const Combination fitted = fit_combination(CombinationRule::kMean, cases);
  EXPECT_THAT(fitted.weights, Each(1.0 / 3));
  std::vector<int> truths;
  for (const EnsembleCase& one : cases) truths.push_back(one.truth);
  EXPECT_EQ(fitted.temperature, fit_temperature(logits_of(mean_of(3), cases), truths).temperature);
  EXPECT_LT(fitted.temperature, 1) << "the mean of probabilities is too cautious";
}

TEST(EnsembleFit, OfEqualMembersIsTheMemberAgain) {
  std::vector<EnsembleCase> cases;
  std::vector<double> logits;
  std::vector<int> truths;
  for (const EnsembleCase& one : reference_cases()) {
    add(cases, one.truth, {one.logits[0], one.logits[0], one.logits[0]});
    logits.push_back(one.logits[0]);
    truths.push_back(one.truth);
  }
  const double temperature = fit_temperature(logits, truths).temperature;
  for (const CombinationRule rule : {CombinationRule::kMean, CombinationRule::kWeighted}) {
    const Combination fitted = fit_combination(rule, cases);
    EXPECT_THAT(fitted.weights, Each(DoubleNear(1.0 / 3, 1e-9)));
    EXPECT_NEAR(fitted.temperature, temperature, 1e-6);
  }
  const Combination stacked = fit_combination(CombinationRule::kStacked, cases);
  EXPECT_THAT(stacked.weights, Each(DoubleNear(stacked.weights[0], 1e-9)));
}

TEST(EnsembleFit, OfOneMemberKeepsItsOrder) {
  std::vector<EnsembleCase> cases = reference_cases();
  for (EnsembleCase& one : cases) one.logits.resize(1);
  for (const CombinationRule rule : kCombinationRules) {
    const Combination fitted = fit_combination(rule, cases);
    ASSERT_THAT(fitted.weights, SizeIs(1));
    EXPECT_GT(fitted.weights[0], 0);
  }
}

TEST(EnsembleFit, TakesCertainAndWrongMembers) {
  std::vector<EnsembleCase> cases = reference_cases();
  cases[0].logits = {-900, 1, 1};
  cases[9].logits = {900, -1, -1};
  const Combination fitted = fit_combination(CombinationRule::kWeighted, cases);
  for (const ScoredCase& one : combined_cases(fitted, cases))
    EXPECT_TRUE(one.score > 0 && one.score < 1) << one.patient;
}

TEST(EnsembleFit, NeedsBothClassesToLearn) {
  std::vector<EnsembleCase> cases = reference_cases();
  cases.resize(8);
  EXPECT_NO_THROW(fit_combination(CombinationRule::kMean, cases));
  for (const CombinationRule rule : {CombinationRule::kWeighted, CombinationRule::kStacked}) {
    EXPECT_THAT([&] { fit_combination(rule, cases); },
                FailsWith(ErrorCode::kBadData, HasSubstr("both classes")));
  }
  EXPECT_THAT([] { fit_combination(CombinationRule::kMean, {}); },
              FailsWith(ErrorCode::kInvalidArgument, _));
  cases[1].logits.pop_back();
  EXPECT_THAT([&] { fit_combination(CombinationRule::kMean, cases); },
              FailsWith(ErrorCode::kInvalidArgument, _));
}

// One member knows everything, the other nothing and loudly: the mean cannot be best.
TEST(EnsembleChoice, TakesTheRuleThatJudgesUnseenPatientsBest) {
  std::vector<EnsembleCase> cases;
  for (int i = 0; i < 40; ++i) {
    const int truth = i % 2;
    const double sign = truth == 1 ? 1 : -1;
    const bool mistaken = i % 10 < 2;
    add(cases, truth, {mistaken ? -sign : 3 * sign, i % 4 < 2 ? 2.0 : -2.0});
  }
  const CombinationChoice choice = choose_combination(cases, 1);
  EXPECT_EQ(choice.folds, 5);
  ASSERT_THAT(choice.losses, SizeIs(3));
  EXPECT_NE(choice.rule, CombinationRule::kMean);
  for (const double loss : choice.losses)
    EXPECT_GE(loss, choice.losses[static_cast<size_t>(choice.rule)]);
  EXPECT_EQ(choose_combination(cases, 1).losses, choice.losses);
  EXPECT_THAT(described(choice), HasSubstr("5 folds"));
}

TEST(EnsembleChoice, TakesTheSimplerOfEqualRules) {
  std::vector<EnsembleCase> cases = reference_cases();
  for (EnsembleCase& one : cases) one.logits.resize(1);
  const CombinationChoice choice = choose_combination(cases, 1);
  EXPECT_EQ(choice.losses[0], choice.losses[1]) << "a single member has the weight 1 either way";
  EXPECT_NE(choice.rule, CombinationRule::kWeighted);
}

TEST(EnsembleChoice, KeepsPicturesOfAPatientInOneFold) {
  std::vector<EnsembleCase> cases = reference_cases();
  for (EnsembleCase& one : cases) one.patient = "P" + std::to_string(one.truth);
  const CombinationChoice choice = choose_combination(cases, 1);
  EXPECT_EQ(choice.folds, 0) << "one patient of each class cannot be parted";
  EXPECT_EQ(choice.rule, CombinationRule::kMean);
  EXPECT_THAT(described(choice), HasSubstr("too few patients"));
}

}  // namespace
}  // namespace myolens
