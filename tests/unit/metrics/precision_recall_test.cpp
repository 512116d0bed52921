#include "myolens/metrics/precision_recall.h"

#include <cmath>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;

// The example of scikit-learn's documentation of precision_recall_curve and
// average_precision_score.
TEST(Metrics, PrecisionAndRecallOfTheDocumentedExample) {
  const auto cases = cases_of({{0, .1}, {0, .4}, {1, .35}, {1, .8}});
  const auto points = *precision_recall_points(cases);
  ASSERT_EQ(points.size(), 4U);
  EXPECT_EQ(points[0].threshold, .8);
  EXPECT_EQ(points[0].recall, .5);
  EXPECT_EQ(points[0].precision, 1);
  EXPECT_EQ(points[1].precision, .5);
  EXPECT_EQ(points[2].recall, 1);
  EXPECT_NEAR(points[2].precision, 2. / 3, 1e-15);
  EXPECT_EQ(points[3].precision, .5);
  EXPECT_NEAR(*average_precision(cases), .5 * 1 + .5 * 2 / 3, 1e-15);  // printed there as 0.83
}

TEST(Metrics, TiedScoresAreOnePointOfPrecisionAndRecall) {
  const auto cases = cases_of({{1, .5}, {0, .5}, {0, .5}, {1, .5}, {1, .5}});
  EXPECT_EQ(precision_recall_points(cases)->size(), 1U);
  EXPECT_EQ(*average_precision(cases), .6);  // the share of positives
}

TEST(Metrics, PerfectRankingHasAveragePrecisionOne) {
  EXPECT_EQ(*average_precision(cases_of({{1, .9}, {1, .8}, {1, .7}, {0, .2}})), 1);
}

TEST(Metrics, PrecisionAndRecallOfOneClassAreUndefined) {
  for (const auto& cases : {cases_of({{1, .5}, {1, .6}}), cases_of({{0, .5}}), cases_of({})}) {
    EXPECT_FALSE(precision_recall_points(cases));
    EXPECT_FALSE(average_precision(cases));
  }
  EXPECT_THROW(average_precision(cases_of({{1, std::nan("")}})), Error);
}

}  // namespace
}  // namespace myolens
