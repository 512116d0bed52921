#include "myolens/metrics/roc.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "myolens/base/random.h"
#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;
using test::Score;

// sklearn.metrics.roc_curve(drop_intermediate=False).
TEST(Metrics, RocPointsAreThoseOfScikitLearn) {
  const auto points = roc_points(
      cases_of({{1, .9}, {1, .7}, {1, .7}, {0, .7}, {0, .2}, {0, .9}, {0, .1}, {1, .2}}));
  ASSERT_TRUE(points);
  const std::vector<RocPoint> expected{
      {INFINITY, 0, 0}, {.9, .25, .25}, {.7, .5, .75}, {.2, .75, 1}, {.1, 1, 1}};
  ASSERT_EQ(points->size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ((*points)[i].threshold, expected[i].threshold);
    EXPECT_EQ((*points)[i].false_positive_rate, expected[i].false_positive_rate);
    EXPECT_EQ((*points)[i].sensitivity, expected[i].sensitivity);
  }
}

struct AreaCase {
  std::vector<Score> scores;
  double expected;  // sklearn.metrics.roc_auc_score
};

TEST(Metrics, AreaIsTheMannWhitneyStatisticWithTiesHalf) {
  const std::vector<AreaCase> table{
      {{{0, .1}, {0, .4}, {1, .35}, {1, .8}}, 0.75},
      {{{1, .9}, {1, .7}, {1, .7}, {0, .7}, {0, .2}, {0, .9}, {0, .1}, {1, .2}}, 0.625},
      {{{1, .5}, {0, .5}}, 0.5},
      {{{1, .2}, {0, .9}}, 0.0}};
  for (const AreaCase& row : table) {
    EXPECT_NEAR(*area_under_roc(cases_of(row.scores)), row.expected, 1e-15);
  }
}

TEST(Metrics, AreaOfThePaperIs436Of468Pairs) {
  EXPECT_NEAR(*area_under_roc(test::paper_cases()), 436.0 / 468, 1e-15);
}

TEST(Metrics, AreaEqualsTheTrapezoidsUnderThePoints) {
  RandomStream random(3, "roc test");
  std::vector<Score> scores;
  for (int i = 0; i < 200; ++i) {
    // Twenty distinct scores: many ties.
    scores.push_back({random.chance(0.4) ? 1 : 0, static_cast<double>(random.below(20)) / 20});
  }
  const auto cases = cases_of(scores);
  const auto points = *roc_points(cases);
  double area = 0;
  for (size_t i = 1; i < points.size(); ++i) {
    area += (points[i].false_positive_rate - points[i - 1].false_positive_rate) *
            (points[i].sensitivity + points[i - 1].sensitivity) / 2;
  }
  EXPECT_NEAR(*area_under_roc(cases), area, 1e-12);  // rounding of 20 additions
}

TEST(Metrics, RocOfOneClassIsUndefined) {
  EXPECT_FALSE(roc_points(cases_of({{1, .5}, {1, .7}})));
  EXPECT_FALSE(area_under_roc(cases_of({{0, .5}})));
  EXPECT_FALSE(area_under_roc({}));
}

TEST(Metrics, RocDoesNotDependOnTheOrderOfCases) {
  auto cases = test::paper_cases();
  const double area = *area_under_roc(cases);
  std::reverse(cases.begin(), cases.end());
  EXPECT_EQ(*area_under_roc(cases), area);
}

}  // namespace
}  // namespace myolens
