#include "myolens/metrics/student_t.h"

#include <gtest/gtest.h>
#include <numbers>
#include <vector>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

struct TailCase {
  StudentT value;
  double p;
};

// scipy 1.17: 2 * t.sf(|t|, degrees).
TEST(Metrics, StudentTailsAreThoseOfScipy) {
  const std::vector<TailCase> table{
      {{0.5, 1}, 0.7048327646991335},      {{2.0, 1}, 0.2951672353008665},
      {{1e-3, 4}, 0.99925000015625},       {{2.2, 9}, 0.05534057279861165},
      {{-3.7, 24}, 0.0011203035028747946}, {{50, 24}, 8.844819834402937e-26},
      {{1.1, 199}, 0.27266100784709885},   {{8, 9}, 2.2134816809400155e-05}};
  for (const TailCase& row : table) EXPECT_NEAR(two_sided_p(row.value) / row.p, 1, 1e-11);
}

TEST(Metrics, StudentTailWithOneDegreeIsThatOfCauchy) {
  for (const double t : {0.01, 0.7, 1.0, 30.0, 1e6}) {
    EXPECT_NEAR(two_sided_p({t, 1}) / (2 / std::numbers::pi * std::atan(1 / t)), 1, 1e-12);
  }
  EXPECT_EQ(two_sided_p({0, 7}), 1);
  EXPECT_EQ(two_sided_p({1e200, 7}), 0);
}

struct QuantileCase {
  int degrees;
  double t;
};

// scipy 1.17: t.ppf(0.975, degrees).
TEST(Metrics, StudentQuantilesAreThoseOfScipy) {
  const std::vector<QuantileCase> table{{1, 12.706204736174694},  {2, 4.302652729749462},
                                        {4, 2.7764451051977934},  {9, 2.262157162798205},
                                        {24, 2.0638985616280245}, {199, 1.9719565442517533},
                                        {9999, 1.960201263621357}};
  for (const QuantileCase& row : table) {
    EXPECT_NEAR(student_t_quantile95(row.degrees), row.t, 1e-10);
  }
}

TEST(Metrics, StudentNeedsADegreeOfFreedom) {
  EXPECT_THAT(
      [] {
        two_sided_p({1, 0});
      },
      FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("got 0")));
}

}  // namespace
}  // namespace myolens
