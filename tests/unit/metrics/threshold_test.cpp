#include "myolens/metrics/threshold.h"

#include <cmath>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/error_matcher.h"
#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;
using test::Score;
using enum ThresholdRule::Kind;

constexpr ThresholdRule kYoudenRule{.kind = kYouden};

struct NamedRule {
  std::string text;
  ThresholdRule rule;
};

TEST(Metrics, ThresholdRulesAreReadAndNamed) {
  const std::vector<NamedRule> table{{"0.5", {}},
                                     {"0.35", {kFixed, 0.35}},
                                     {"youden", kYoudenRule},
                                     {"sensitivity=0.9", {kSensitivity, 0.9}},
                                     {"sensitivity=1", {kSensitivity, 1}}};
  for (const NamedRule& row : table) {
    EXPECT_EQ(parse_threshold_rule(row.text), row.rule) << row.text;
    EXPECT_EQ(threshold_rule_name(row.rule), row.text);
  }
}

TEST(Metrics, UnknownThresholdRulesAreRefusedWithTheNearestName) {
  const auto fails = [](const std::string& hint) {
    return FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr(hint));
  };
  EXPECT_THAT([] { parse_threshold_rule("yuden"); }, fails("did you mean \"youden\"?"));
  EXPECT_THAT([] { parse_threshold_rule("sensitivty=0.9"); }, fails("mean \"sensitivity\"?"));
  for (const std::string wrong :
       {"", "0", "1", "-0.5", "nan", "0.5x", "sensitivity", "sensitivity=", "sensitivity=0",
        "sensitivity=1.01", "youden=1"}) {
    EXPECT_THAT([&] { parse_threshold_rule(wrong); }, fails("got \"" + wrong + "\"")) << wrong;
  }
}

struct ThresholdCase {
  std::string name;
  std::vector<Score> scores;
  double threshold;
};

TEST(Metrics, YoudenLiesMidwayBetweenTheScoresThatItParts) {
  const std::vector<ThresholdCase> table{
      {"perfect", {{1, .8}, {0, .2}, {1, .6}, {0, .3}}, .45},
      {"one error", {{1, .9}, {1, .8}, {0, .7}, {1, .6}, {0, .2}, {0, .1}}, .4},
      {"equal indices at .85 and .4: the nearer to .5", {{1, .9}, {0, .8}, {1, .6}, {0, .2}}, .4},
      {"equal indices at .15 and .65", {{1, .7}, {0, .6}, {1, .2}, {0, .1}}, .65},
      {"tied scores are never parted", {{1, .6}, {0, .6}, {1, .8}, {0, .2}}, .4},
      {"ranked the wrong way round: all positive", {{0, .6}, {1, .45}}, .45}};
  for (const ThresholdCase& row : table) {
    const auto threshold = choose_threshold(cases_of(row.scores), kYoudenRule);
    ASSERT_TRUE(threshold);
    EXPECT_NEAR(*threshold, row.threshold, 1e-15) << row.name;
  }
}

TEST(Metrics, YoudenCanCallNobodyPositive) {
  const auto threshold = choose_threshold(cases_of({{0, .55}, {1, .2}}), kYoudenRule);
  EXPECT_GT(*threshold, .55);
  EXPECT_NEAR(*threshold, .55, 1e-15);
}

TEST(Metrics, YoudenPartsNeighbouringDoubles) {
  const double above = std::nextafter(0.5, 1.0);
  EXPECT_EQ(choose_threshold(cases_of({{1, above}, {0, .5}}), kYoudenRule), above);
}

TEST(Metrics, GivenSensitivityTakesTheLargestThreshold) {
  std::vector<Score> scores{{0, .99}, {0, .01}};
  for (int i = 1; i <= 20; ++i) scores.push_back({1, i / 25.0});
  const auto cases = cases_of(scores);
  // 11 of 20 are 0.55, whose product with 20 is rounded to more than 11.
  EXPECT_EQ(choose_threshold(cases, {kSensitivity, 0.55}), 10 / 25.0);
  EXPECT_EQ(choose_threshold(cases, {kSensitivity, 0.551}), 9 / 25.0);
  EXPECT_EQ(choose_threshold(cases, {kSensitivity, 1}), 1 / 25.0);
  EXPECT_EQ(choose_threshold(cases, {kSensitivity, 1e-6}), 20 / 25.0);
}

TEST(Metrics, ThresholdsNeedTheClassesThatTheyWeigh) {
  const auto positives = cases_of({{1, .3}, {1, .6}});
  const auto negatives = cases_of({{0, .3}});
  EXPECT_EQ(choose_threshold({}, {kFixed, 0.3}), 0.3);
  EXPECT_FALSE(choose_threshold(positives, kYoudenRule));
  EXPECT_FALSE(choose_threshold(negatives, kYoudenRule));
  EXPECT_FALSE(choose_threshold(negatives, {kSensitivity, 0.9}));
  EXPECT_EQ(choose_threshold(positives, {kSensitivity, 0.9}), .3);
}

TEST(Metrics, ThresholdsRefuseAValueOutsideItsRange) {
  EXPECT_THAT(
      [] {
        choose_threshold({}, {kFixed, 1});
      },
      FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("got \"1\"")));
}

}  // namespace
}  // namespace myolens
