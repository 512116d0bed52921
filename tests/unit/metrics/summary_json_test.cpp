#include "myolens/metrics/summary_json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

TEST(Metrics, JsonKeepsBinaryAndMacroApartAndNamesMethods) {
  const auto json = to_json(summarise(test::paper_cases(), 0.5, 1));
  EXPECT_EQ(json["classes"]["positive"], "CAD");
  EXPECT_EQ(json["cases"], 44);
  EXPECT_EQ(json["confusion"]["true_positive"], 26);
  EXPECT_EQ(json["binary"]["sensitivity"]["value"], 1.0);
  EXPECT_NEAR(json["macro"]["sensitivity"]["value"].get<double>(), 17.0 / 18, 1e-15);
  EXPECT_EQ(json["binary"]["accuracy"]["method"], "Wilson");
  EXPECT_EQ(json["macro"]["f1"]["method"], "bootstrap, stratified, percentile");
}

TEST(Metrics, JsonShowsUndefinedValuesAsNull) {
  const auto json = to_json(summarise(test::cases_of({{1, .9}}), 0.5, 1));
  EXPECT_TRUE(json["binary"]["auc"]["value"].is_null());
  EXPECT_TRUE(json["binary"]["specificity"]["low"].is_null());
}

TEST(Metrics, JsonMarksDegenerateIntervals) {
  const auto json = to_json(summarise(test::cases_of({{1, .9}, {0, .1}}), 0.5, 1));
  EXPECT_TRUE(json["macro"]["f1"]["degenerate"].get<bool>());
  EXPECT_TRUE(json["macro"]["f1"]["low"].is_null());
}

TEST(Metrics, JsonOfAComparisonHasDifferenceIntervalAndP) {
  const auto json = to_json(*compare_aucs(test::ovarian_albumin(), test::ovarian_kg_score()));
  EXPECT_NEAR(json["difference"].get<double>(), 0.0108, 5e-5);
  EXPECT_NEAR(json["low"].get<double>(), -0.1761, 5e-5);
  EXPECT_NEAR(json["p_value"].get<double>(), 0.9102, 5e-5);
}

}  // namespace
}  // namespace myolens
