#include "myolens/metrics/compare.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;
using test::Score;

struct ContrastCase {
  std::string name;
  std::vector<ScoredCase> first;
  std::vector<ScoredCase> second;
  double difference;
  Interval interval;
  double p_value;
};

// SAS/STAT User's Guide, ROC contrast estimates against the K-G score (four decimals).
TEST(Metrics, PairedDeLongGivesThePublishedOvarianContrasts) {
  const std::vector<ContrastCase> table{{"albumin",
                                         test::ovarian_albumin(),
                                         test::ovarian_kg_score(),
                                         0.0108,
                                         {-0.1761, 0.1976},
                                         0.9102},
                                        {"total protein",
                                         test::ovarian_total_protein(),
                                         test::ovarian_kg_score(),
                                         -0.0780,
                                         {-0.2830, 0.1271},
                                         0.4561}};
  for (const ContrastCase& row : table) {
    SCOPED_TRACE(row.name);
    const auto result = compare_aucs(row.first, row.second);
    ASSERT_TRUE(result && result->interval && result->p_value);
    EXPECT_NEAR(result->difference, row.difference, 5e-5);
    EXPECT_NEAR(result->interval->low, row.interval.low, 5e-5);
    EXPECT_NEAR(result->interval->high, row.interval.high, 5e-5);
    EXPECT_NEAR(*result->p_value, row.p_value, 5e-5);
    EXPECT_EQ(result->sizes.positives, 31);
    EXPECT_EQ(result->sizes.negatives, 12);
  }
}

TEST(Metrics, ComparisonDoesNotDependOnTheOrderOfEitherList) {
  const auto albumin = test::ovarian_albumin();
  auto score = test::ovarian_kg_score();
  const auto in_order = compare_aucs(albumin, score);
  std::reverse(score.begin(), score.end());
  const auto reversed = compare_aucs(albumin, score);
  EXPECT_EQ(in_order->difference, reversed->difference);
  EXPECT_EQ(*in_order->p_value, *reversed->p_value);
}

TEST(Metrics, EqualRankingsHaveNoVarianceToJudgeBy) {
  const auto first = cases_of({{1, .9}, {1, .3}, {0, .4}, {0, .1}});
  const auto same_ranks = cases_of({{1, .8}, {1, .2}, {0, .5}, {0, .0}});
  const auto result = compare_aucs(first, same_ranks);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->difference, 0.0);
  EXPECT_FALSE(result->interval);
  EXPECT_FALSE(result->p_value);
}

TEST(Metrics, ComparisonOfOneClassIsUndefined) {
  const auto cases = cases_of({{1, .9}, {1, .3}});
  EXPECT_FALSE(compare_aucs(cases, cases));
}

TEST(Metrics, ComparisonWithOneCaseInAClassHasNoInterval) {
  const auto first = cases_of({{1, .9}, {0, .3}, {0, .2}});
  const auto second = cases_of({{1, .1}, {0, .3}, {0, .2}});
  const auto result = compare_aucs(first, second);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->difference, 1.0);
  EXPECT_FALSE(result->interval);
}

struct McNemarCase {
  int only_first;
  int only_second;
  double p_value;
};

// statsmodels.stats.contingency_tables.mcnemar(exact=True).
TEST(Metrics, McNemarIsTheExactBinomialTest) {
  const std::vector<McNemarCase> table{{1, 2, 1.0},     {5, 15, 0.04138946533203125},
                                       {0, 6, 0.03125}, {3, 0, 0.25},
                                       {10, 10, 1.0},   {0, 0, 1.0}};
  for (const McNemarCase& row : table) {
    std::vector<Score> first(4, {1, .9});
    std::vector<Score> second(4, {1, .9});
    for (int i = 0; i < row.only_first + row.only_second; ++i) {
      const bool first_is_right = i < row.only_first;
      first.push_back({0, first_is_right ? .1 : .9});
      second.push_back({0, first_is_right ? .9 : .1});
    }
    const McNemarTest result = mcnemar_test({cases_of(first), 0.5}, {cases_of(second), 0.5});
    EXPECT_EQ(result.only_first_correct, row.only_first);
    EXPECT_EQ(result.only_second_correct, row.only_second);
    EXPECT_NEAR(result.p_value, row.p_value, 1e-12);  // sum of a few exponentials
  }
}

TEST(Metrics, McNemarUsesEachModelsOwnThreshold) {
  const auto first = cases_of({{1, .4}, {0, .2}});
  const auto second = cases_of({{1, .4}, {0, .2}});
  EXPECT_EQ(mcnemar_test({first, 0.3}, {second, 0.5}).only_first_correct, 1);
}

}  // namespace
}  // namespace myolens
