#include "myolens/metrics/assessment_json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using test::cases_of;

TEST(Metrics, JsonOfACalibrationSaysWhyThereIsNoSlope) {
  const auto json = to_json(assess_calibration(cases_of({{1, .9}, {0, .2}}), 4));
  EXPECT_TRUE(json["too_few_to_judge"].get<bool>());
  EXPECT_EQ(json["recalibration"]["state"],
            "no slope: the probabilities of the classes do not overlap");
  EXPECT_TRUE(json["recalibration"]["slope"].is_null());
  EXPECT_TRUE(json["recalibration"]["in_the_large"]["value"].is_number());
  EXPECT_EQ(json["bins"][0]["cases"], 1);
  EXPECT_EQ(json["seed"], 4);
}

TEST(Metrics, JsonOfACalibrationOfNothingHasNoErrors) {
  const auto json = to_json(assess_calibration({}, 1));
  EXPECT_TRUE(json["expected_error"].is_null());
  EXPECT_TRUE(json["chance_error"].is_null());
  EXPECT_TRUE(json["bins"].is_array());
}

TEST(Metrics, JsonOfCurvesAndSubgroupsHasTheirNumbers) {
  const auto cases = cases_of({{1, .9}, {0, .2}});
  EXPECT_EQ(to_json(precision_recall_points(cases)->front()),
            (nlohmann::json{{"threshold", .9}, {"recall", 1.0}, {"precision", 1.0}}));
  EXPECT_EQ(to_json(decision_curve(cases)->at(49))["model"], .5);
  const auto grouping = grouped_by_column(std::vector<std::string>{"a", "a"});
  const auto group = to_json(subgroups(cases, grouping, {.threshold = .5}).front());
  EXPECT_EQ(group["name"], "a");
  EXPECT_EQ(group["cases"], 2);
  EXPECT_TRUE(group["too_few"].get<bool>());
  EXPECT_EQ(group["auc"]["value"], 1.0);
}

}  // namespace
}  // namespace myolens
