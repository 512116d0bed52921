#include "myolens/polarmap/smooth_noise.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "myolens/polarmap/disc_rows.h"

namespace myolens {
namespace {

constexpr Size kSize{120, 110};
constexpr Disc kDisc{60, 55, 50};
constexpr double kLength = 10;

FloatImage noise_of(uint64_t seed) {
  return smooth_noise(kSize, kDisc, kLength, RandomStream(seed, "noise test"));
}

// Of `image` and itself moved to the left, mean 0 and deviation 1 taken for granted.
double correlation_at(const FloatImage& image, int distance) {
  double sum = 0;
  double count = 0;
  for (int y = 0; y < image.height; ++y) {
    const RowSpan span = row_span(kDisc, kDisc.radius, y, image.width);
    for (int x = span.first; x + distance < span.end; ++x) {
      sum += static_cast<double>(*image.pixel(x, y) * *image.pixel(x + distance, y));
      ++count;
    }
  }
  return sum / count;
}

TEST(SmoothNoiseTest, HasMeanZeroAndDeviationOneWithinTheDiscOnly) {
  const FloatImage noise = noise_of(1);
  double sum = 0;
  double squares = 0;
  double count = 0;
  for (int y = 0; y < noise.height; ++y) {
    for (int x = 0; x < noise.width; ++x) {
      const auto value = static_cast<double>(*noise.pixel(x, y));
      if (std::hypot(x + 0.5 - kDisc.centre_x, y + 0.5 - kDisc.centre_y) > kDisc.radius) {
        ASSERT_EQ(value, 0);
        continue;
      }
      sum += value;
      squares += value * value;
      ++count;
    }
  }
  EXPECT_NEAR(sum / count, 0, 1e-5);  // floats
  EXPECT_NEAR(squares / count, 1, 1e-5);
}

// Over many draws, E[(n - mean)(n' - mean)] = r(d) - v with r(d) = exp(-d^2 / (2 length^2)) and v
// the variance of the mean, about 2 pi length^2 / area = 0.08 here; divided by 1 - v. The
// tolerance is that of 60 draws with about 12 independent patches each.
TEST(SmoothNoiseTest, CorrelatesOverItsLength) {
  const double area = std::numbers::pi * kDisc.radius * kDisc.radius;
  const double mean_variance = 2 * std::numbers::pi * kLength * kLength / area;
  constexpr int kDraws = 60;
  for (const int distance : {2, 5, 10, 15, 30}) {
    double mean = 0;
    for (int i = 0; i < kDraws; ++i) {
      mean += correlation_at(noise_of(static_cast<uint64_t>(i)), distance) / kDraws;
    }
    const double r = std::exp(-0.5 * distance * distance / (kLength * kLength));
    EXPECT_NEAR(mean, (r - mean_variance) / (1 - mean_variance), 0.05) << distance;
  }
}

TEST(SmoothNoiseTest, IsTheSameForTheSameSeed) {
  EXPECT_EQ(noise_of(3), noise_of(3));
  EXPECT_NE(noise_of(3), noise_of(4));
}

}  // namespace
}  // namespace myolens
