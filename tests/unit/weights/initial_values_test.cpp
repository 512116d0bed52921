#include "myolens/weights/initial_values.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

namespace myolens {
namespace {

using testing::Each;
using testing::SizeIs;
using Kind = Initialiser::Kind;
using Fan = Initialiser::Fan;

// 3 x 5 windows, 32 channels to 96: 46,080 values.
constexpr double kWindow = 3 * 5;
const Shape kKernel{3, 5, 32, 96};

std::vector<float> draw(const Initialiser& initialiser, const Shape& shape = kKernel) {
  RandomStream random(1, "values");
  return initial_values({"kernel", shape, initialiser}, random);
}

struct Spread {
  double mean = 0;
  double variance = 0;
  double largest = 0;  // magnitude
};

Spread spread_of(const std::vector<float>& values) {
  const auto count = static_cast<double>(values.size());
  Spread spread;
  spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  for (const float value : values) {
    spread.variance += double{value} * double{value} / count;
    spread.largest = std::max(spread.largest, std::abs(double{value}));
  }
  return spread;
}

// Sizes of the sample's errors are known: those of a mean are sqrt(variance / n), of a variance
// sqrt((fourth moment - variance^2) / n). Four of each.
void expect_spread(const std::vector<float>& values, double variance, double kurtosis) {
  const auto count = static_cast<double>(values.size());
  const Spread spread = spread_of(values);
  EXPECT_NEAR(spread.mean, 0, 4 * std::sqrt(variance / count));
  EXPECT_NEAR(spread.variance, variance, 4 * variance * std::sqrt((kurtosis - 1) / count));
}

constexpr double kUniformKurtosis = 9.0 / 5;
// With phi the density at 2 and Z = erf(sqrt 2) the mass within 2: variance 1 - 4 phi / Z, fourth
// moment 3 - 28 phi / Z.
const double kPhiOverMass = std::exp(-2.0) / std::sqrt(2 * M_PI) / std::erf(std::sqrt(2.0));
const double kTruncatedVariance = 1 - 4 * kPhiOverMass;
const double kTruncatedKurtosis = (3 - 28 * kPhiOverMass) / std::pow(kTruncatedVariance, 2);

// Glorot and Bengio 2010: within sqrt(6 / (fan in + fan out)), variance 2 / (fan in + fan out).
TEST(InitialValues, OfGlorotAreUniformWithinTheirBound) {
  const std::vector<float> values = draw(kGlorotUniform);
  const double limit = std::sqrt(6 / (kWindow * (32 + 96)));
  EXPECT_LE(spread_of(values).largest, limit * (1 + 1e-6));  // float32
  EXPECT_GT(spread_of(values).largest, 0.999 * limit);
  expect_spread(values, 2 / (kWindow * (32 + 96)), kUniformKurtosis);
}

// Keras's EfficientNet: variance 2 / fan out after truncation at two standard deviations of the
// wider normal distribution.
TEST(InitialValues, OfATruncatedNormalHaveTheWantedVariance) {
  const std::vector<float> values = draw({Kind::kTruncatedNormal, 2.0, Fan::kOut});
  const double variance = 2 / (kWindow * 96);
  const double limit = 2 * std::sqrt(variance / kTruncatedVariance);
  EXPECT_LE(spread_of(values).largest, limit * (1 + 1e-6));
  EXPECT_GT(spread_of(values).largest, 0.999 * limit);
  expect_spread(values, variance, kTruncatedKurtosis);
}

// The share within half of the wider deviation: erf(0.5 / sqrt 2) / erf(2 / sqrt 2) = 0.4012. A
// uniform distribution within the same limit has a quarter there.
TEST(InitialValues, OfATruncatedNormalAreNormal) {
  const std::vector<float> values = draw({Kind::kTruncatedNormal, 2.0, Fan::kOut});
  const double half = 0.5 * std::sqrt(2 / (kWindow * 96) / kTruncatedVariance);
  const auto within =
      std::ranges::count_if(values, [&](float value) { return std::abs(value) < half; });
  const double share = std::erf(0.5 / std::sqrt(2.0)) / std::erf(std::sqrt(2.0));
  const auto count = static_cast<double>(values.size());
  EXPECT_NEAR(static_cast<double>(within) / count, share,
              4 * std::sqrt(share * (1 - share) / count));
}

// Keras's EfficientNet: within sqrt(1 / classes).
TEST(InitialValues, OfADenseLayerDependOnItsUnitsAlone) {
  const std::vector<float> values = draw({Kind::kUniform, 1.0 / 3, Fan::kOut}, {640, 100});
  const double limit = 0.1;
  EXPECT_LE(spread_of(values).largest, limit * (1 + 1e-6));
  EXPECT_GT(spread_of(values).largest, 0.999 * limit);
  expect_spread(values, limit * limit / 3, kUniformKurtosis);
}

// Keras counts one output of a depthwise kernel, whatever the channels: 9 values go into it.
TEST(InitialValues, OfADepthwiseKernelCountOneOutput) {
  const Shape depthwise{3, 3, 4096, 1};
  expect_spread(draw({Kind::kTruncatedNormal, 2.0, Fan::kOut}, depthwise), 2.0 / 9,
                kTruncatedKurtosis);
  expect_spread(draw(kGlorotUniform, depthwise), 2.0 / (9 * 4097), kUniformKurtosis);
}

TEST(InitialValues, AreZeroOrOneWhereNothingIsDrawn) {
  EXPECT_THAT(draw({}, {7}), Each(0));
  EXPECT_THAT(draw(kOnes, {7}), Each(1));
  EXPECT_THAT(draw({}, {}), SizeIs(1)) << "a single value has no dimensions";
}

}  // namespace
}  // namespace myolens
