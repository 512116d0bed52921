#include "myolens/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <utility>

namespace myolens {
namespace {

constexpr uint64_t kGoldenGamma = 0x9E3779B97F4A7C15ULL;

// The authors' public-domain generator, written out from its description (Blackman and Vigna).
struct Xoshiro256StarStar {
  std::array<uint64_t, 4> s;

  static uint64_t rotated(uint64_t x, int k) { return x << k | x >> (64 - k); }

  uint64_t next() {
    const uint64_t result = rotated(s[1] * 5, 7) * 9;
    const uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotated(s[3], 45);
    return result;
  }
};

struct Moments {
  double mean;
  double variance;
};

template <typename Draw>
Moments moments(const Draw& draw) {
  constexpr int kDraws = 200'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = draw();
    sum += value;
    squares += value * value;
  }
  const double mean = sum / kDraws;
  return {mean, squares / kDraws - mean * mean};
}

// First outputs for seed 1234567, as published on Rosetta Code.
TEST(SplitMix64, GivesThePublishedSequence) {
  const std::array<uint64_t, 5> published{6457827717110365317ULL, 3203168211198807973ULL,
                                          9817491932198370423ULL, 4593380528125082431ULL,
                                          16408922859458223821ULL};
  for (size_t i = 0; i < published.size(); ++i) {
    EXPECT_EQ(splitmix64(1234567 + i * kGoldenGamma), published[i]);
  }
}

// Vectors of the FNV specification (draft-eastlake-fnv).
TEST(Fnv1a64, GivesThePublishedValues) {
  EXPECT_EQ(fnv1a64(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(fnv1a64("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(fnv1a64("foobar"), 0x85944171f73967e8ULL);
}

TEST(RandomStream, IsXoshiroSeededBySplitMixFromSeedAndName) {
  // Outputs for state 1 2 3 4, as in the tests of Rust's rand_xoshiro.
  Xoshiro256StarStar published{{1, 2, 3, 4}};
  for (const uint64_t value : {11520ULL, 0ULL, 1509978240ULL, 1215971899390074240ULL}) {
    ASSERT_EQ(published.next(), value);
  }
  Xoshiro256StarStar expected{};
  uint64_t value = splitmix64(7) ^ fnv1a64("lesions");
  for (uint64_t& word : expected.s) word = value = splitmix64(value);
  RandomStream stream(7, "lesions");
  for (int i = 0; i < 100; ++i) ASSERT_EQ(stream.next(), expected.next());
}

TEST(RandomStream, DependsOnSeedAndName) {
  const uint64_t first = RandomStream(1, "noise").next();
  EXPECT_EQ(RandomStream(1, "noise").next(), first);
  EXPECT_NE(RandomStream(2, "noise").next(), first);
  EXPECT_NE(RandomStream(1, "blur").next(), first);
}

// 200,000 draws: the standard error of a mean is SD / 447, and five of them are allowed.
TEST(RandomStream, DrawsTheDistributionsThatItNames) {
  RandomStream stream(3, "distributions");
  struct Case {
    const char* name;
    Moments drawn;
    Moments expected;
  };
  const Case cases[] = {
      {"uniform", moments([&] { return stream.uniform(2, 5); }), {3.5, 9.0 / 12}},
      {"chance", moments([&] { return stream.chance(0.3) ? 1.0 : 0.0; }), {0.3, 0.21}},
      {"normal", moments([&] { return stream.normal(4, 2); }), {4, 4}},
      {"gamma 0.5", moments([&] { return stream.gamma(0.5); }), {0.5, 0.5}},
      {"gamma 3", moments([&] { return stream.gamma(3); }), {3, 3}},
      {"beta", moments([&] { return stream.beta(1.3, 2.6); }), {1.3 / 3.9, 3.38 / (15.21 * 4.9)}},
  };
  for (const Case& test : cases) {
    const double error = std::sqrt(test.expected.variance / 200'000);
    EXPECT_NEAR(test.drawn.mean, test.expected.mean, 5 * error) << test.name;
    EXPECT_NEAR(test.drawn.variance / test.expected.variance, 1, 0.03) << test.name;
  }
}

TEST(RandomStream, StaysInItsIntervals) {
  RandomStream stream(4, "intervals");
  for (int i = 0; i < 10'000; ++i) {
    const double value = stream.uniform();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    ASSERT_LT(stream.below(3), 3U);
    ASSERT_EQ(stream.below(1), 0U);
  }
}

// Chi-square with 6 degrees of freedom exceeds 27.9 once in ten thousand.
TEST(RandomStream, DrawsIndicesEvenly) {
  RandomStream stream(5, "indices");
  constexpr int kDraws = 70'000;
  std::array<int, 7> counts{};
  for (int i = 0; i < kDraws; ++i) ++counts[stream.below(counts.size())];
  double chi_square = 0;
  for (const int count : counts) chi_square += std::pow(count - kDraws / 7.0, 2) / (kDraws / 7.0);
  EXPECT_LT(chi_square, 27.9);
}

TEST(RandomStream, ShufflesIntoAPermutation) {
  RandomStream stream(6, "shuffle");
  std::vector<int> values(100);
  std::iota(values.begin(), values.end(), 0);
  const std::vector<int> sorted = values;
  stream.shuffle(values);
  EXPECT_NE(values, sorted);
  EXPECT_TRUE(std::ranges::is_permutation(values, sorted));
}

}  // namespace
}  // namespace myolens
