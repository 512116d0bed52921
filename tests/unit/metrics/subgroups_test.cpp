#include "myolens/metrics/subgroups.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;
using testing::ElementsAre;

Grouping grouped(const std::vector<std::string>& values) { return grouped_by_column(values); }

TEST(Metrics, TextColumnsMakeOneGroupPerValueAndMissingValuesTheirOwn) {
  const Grouping grouping = grouped({"m", "", "f", " m ", "not stated", "f"});
  EXPECT_THAT(grouping.names, ElementsAre("f", "m", "not stated"));
  EXPECT_THAT(grouping.group_of, ElementsAre(1, 2, 0, 1, 2, 0));
}

TEST(Metrics, FewNumbersAreGroupsInNumericalOrder) {
  const Grouping grouping = grouped({"10", "2", "1.0", "1", "", "-3"});
  EXPECT_THAT(grouping.names, ElementsAre("-3", "1", "2", "10", "not stated"));
  EXPECT_THAT(grouping.group_of, ElementsAre(3, 2, 1, 1, 4, 0));
}

TEST(Metrics, ManyNumbersAreCutAtTheirTerciles) {
  const Grouping grouping = grouped({"70", "41", "52", "63", "", "48", "59.5", "80", "77", "66"});
  EXPECT_THAT(grouping.names,
              ElementsAre("up to 52", "over 52, up to 66", "over 66", "not stated"));
  EXPECT_THAT(grouping.group_of, ElementsAre(2, 0, 0, 1, 3, 0, 1, 2, 2, 1));
}

TEST(Metrics, TercilesOfMostlyOneNumberHaveNoEmptyGroups) {
  const Grouping grouping = grouped({"0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0",
                                     "0", "0", "0", "0", "1", "2", "3", "4", "5", "6"});
  EXPECT_THAT(grouping.names, ElementsAre("up to 0", "over 0"));
}

TEST(Metrics, ColumnsWithOneWordAreText) {
  const Grouping grouping = grouped({"1", "2", "3", "4", "5", "6", "7", "nan", "10"});
  EXPECT_EQ(grouping.names.size(), 9U);
  EXPECT_EQ(grouping.names[1], "10");  // alphabetical
}

TEST(Metrics, ColumnsWithoutAnyValueAreNotStated) {
  EXPECT_THAT(grouped({"", " "}).names, ElementsAre("not stated"));
  EXPECT_TRUE(grouped({}).names.empty());
}

// Twelve patients of which the model judges one group right and the other half right.
TEST(Metrics, SubgroupsHaveTheirOwnCountsAndIntervals) {
  const auto cases = cases_of({{1, .9},
                               {1, .8},
                               {1, .7},
                               {1, .9},
                               {1, .8},
                               {0, .1},
                               {0, .2},
                               {0, .3},
                               {0, .1},
                               {0, .2},
                               {1, .4},
                               {0, .6}});
  const Grouping grouping = grouped({"f", "f", "f", "f", "f", "f", "f", "f", "f", "f", "m", "m"});
  const auto groups = subgroups(cases, grouping, {.threshold = .5});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].name, "f");
  EXPECT_EQ(groups[0].patients, 10);
  EXPECT_FALSE(groups[0].too_few);
  EXPECT_EQ(*groups[0].sensitivity.value, 1);
  EXPECT_NEAR(groups[0].accuracy.interval->low, 10 / (10 + 3.8414588206941254), 1e-12);  // Wilson
  EXPECT_EQ(*groups[0].auc.value, 1);
  EXPECT_TRUE(groups[1].too_few);
  EXPECT_EQ(groups[1].confusion.false_negative, 1);
  EXPECT_EQ(groups[1].confusion.false_positive, 1);
  EXPECT_EQ(*groups[1].auc.value, 0);
}

TEST(Metrics, SubgroupsOfOneClassHaveUndefinedRates) {
  const auto groups =
      subgroups(cases_of({{1, .9}, {1, .2}}), grouped({"a", "a"}), {.threshold = .5});
  EXPECT_EQ(*groups[0].sensitivity.value, .5);
  EXPECT_FALSE(groups[0].specificity.value);
  EXPECT_FALSE(groups[0].auc.value);
  EXPECT_TRUE(subgroups({}, {}, {}).empty());
}

TEST(Metrics, SubgroupsCountPatientsOfSeveralPicturesOnce) {
  const std::vector<ScoredCase> cases{{"a", "1.png", 1, .9}, {"a", "2.png", 1, .8}};
  const auto groups = subgroups(cases, grouped({"x", "x"}), {.threshold = .5});
  EXPECT_EQ(groups[0].patients, 1);
  EXPECT_EQ(groups[0].confusion.total(), 2);
}

TEST(Metrics, SubgroupsRefuseAColumnOfAnotherLengthOrNoThreshold) {
  const auto cases = cases_of({{1, .9}, {0, .2}});
  EXPECT_THAT([&] { subgroups(cases, grouped({"a"}), {}); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("each of 2 cases")));
  EXPECT_THAT(
      [&] {
        subgroups(cases, grouped({"a", "b"}), {.threshold = std::nan("")});
      },
      FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("threshold")));
}

}  // namespace
}  // namespace myolens
