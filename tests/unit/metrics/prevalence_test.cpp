#include "myolens/metrics/prevalence.h"

#include <cmath>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

// Bayes with natural frequencies: trained on equal numbers, 0.8 means four times as many positives
// as negatives among such cases. With 10 % positives these are 4 * 10 against 1 * 90.
TEST(Metrics, ProbabilityMovesToAnotherPrevalenceByBayes) {
  EXPECT_NEAR(at_prevalence(0.8, {.from = 0.5, .to = 0.1}), 40. / 130, 1e-15);
}

// A case that tells nothing has the prevalence as its probability.
TEST(Metrics, PrevalenceMovesToPrevalence) {
  EXPECT_NEAR(at_prevalence(0.6, {.from = 0.6, .to = 0.25}), 0.25, 1e-15);
}

TEST(Metrics, PrevalenceMultipliesTheOdds) {
  const auto odds = [](double p) { return p / (1 - p); };
  for (const double probability : {1e-6, .2, .5, .97}) {
    const double moved = at_prevalence(probability, {.from = .59, .to = .3});
    EXPECT_NEAR(odds(moved) / odds(probability), odds(.3) / odds(.59), 1e-12);
    EXPECT_NEAR(at_prevalence(moved, {.from = .3, .to = .59}), probability, 1e-14);
    EXPECT_NEAR(at_prevalence(probability, {.from = .3, .to = .3}), probability, 1e-15);
  }
}

TEST(Metrics, PrevalenceKeepsCertainty) {
  EXPECT_EQ(at_prevalence(0, {.from = .5, .to = .1}), 0);
  EXPECT_EQ(at_prevalence(1, {.from = .5, .to = .1}), 1);
}

TEST(Metrics, PrevalenceRefusesWhatIsNoShareOrProbability) {
  const auto fails = FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("expected"));
  for (const double share : {0., 1., -.1, 1.1, std::nan("")}) {
    EXPECT_THAT([&] { at_prevalence(.5, {.from = share, .to = .5}); }, fails);
    EXPECT_THAT([&] { at_prevalence(.5, {.from = .5, .to = share}); }, fails);
  }
  EXPECT_THAT([] { at_prevalence(1.1, {}); }, fails);
  EXPECT_THAT([] { at_prevalence(std::nan(""), {}); }, fails);
}

}  // namespace
}  // namespace myolens
