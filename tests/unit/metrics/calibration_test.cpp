#include "myolens/metrics/calibration.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

const std::vector<double> kDifferences{2.1, -.4, 3.3, -1.7, .8, -2.9,
                                       1.2, -.6, 4.0, -3.1, .5, -1.1};
const std::vector<int> kTruths{1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1};

TEST(Metrics, TemperatureIsTheRootThatScipyFinds) {
  const TemperatureFit fit = fit_temperature(kDifferences, kTruths);
  EXPECT_NEAR(fit.temperature, 1.0559969706241008, 1e-10);  // scipy 1.17 brentq on the derivative
  EXPECT_FALSE(fit.at_limit);
}

TEST(Metrics, TemperatureScalesWithTheLogits) {
  std::vector<double> tenfold = kDifferences;
  for (double& difference : tenfold) difference *= 10;
  EXPECT_NEAR(fit_temperature(tenfold, kTruths).temperature, 10.559969706241008, 1e-9);
}

// Of cases with one logit difference d, a share p of them right: sigmoid(d / T) = p.
TEST(Metrics, TemperatureTurnsOneConfidenceIntoTheShareThatIsRight) {
  const std::vector<double> differences{5, 5, 5, -5};
  const std::vector<int> truths{1, 1, 0, 0};
  EXPECT_NEAR(fit_temperature(differences, truths).temperature, 5 / std::log(3), 1e-10);
}

TEST(Metrics, TemperatureOfPerfectCasesStopsAtTheLowerLimit) {
  for (const std::vector<int>& truths : {std::vector{1, 0}, std::vector{1, 1}}) {
    const std::vector<double> right{2, truths[1] == 1 ? 1.0 : -1.0};
    const TemperatureFit fit = fit_temperature(right, truths);
    EXPECT_EQ(fit.temperature, kTemperatures.lowest);
    EXPECT_TRUE(fit.at_limit);
  }
}

TEST(Metrics, TemperatureOfLogitsWorseThanChanceStopsAtTheUpperLimit) {
  const TemperatureFit fit = fit_temperature(std::vector<double>{2, -1}, std::vector{0, 1});
  EXPECT_EQ(fit.temperature, kTemperatures.highest);
  EXPECT_TRUE(fit.at_limit);
}

TEST(Metrics, LogitsOfZeroKeepTheTemperature) {
  const TemperatureFit fit = fit_temperature(std::vector<double>{0, 0}, std::vector{0, 1});
  EXPECT_EQ(fit.temperature, 1);
  EXPECT_FALSE(fit.at_limit);
}

TEST(Metrics, TemperatureRefusesWhatIsNoLogitOrTruth) {
  const auto fails = FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("expected"));
  const std::vector<double> infinite{std::numeric_limits<double>::infinity()};
  EXPECT_THAT([] { fit_temperature({}, {}); }, fails);
  EXPECT_THAT([] { fit_temperature(kDifferences, std::vector{1}); }, fails);
  EXPECT_THAT([&] { fit_temperature(infinite, std::vector{1}); }, fails);
  EXPECT_THAT([] { fit_temperature(std::vector{1.0}, std::vector{2}); }, fails);
}

}  // namespace
}  // namespace myolens
