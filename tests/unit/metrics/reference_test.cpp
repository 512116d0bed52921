// Every metric and interval beside those of scikit-learn, statsmodels and SciPy for random and
// degenerate cases (tests/data/metrics.json, made by tools/metric_references.py).
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "myolens/metrics/assessment_json.h"
#include "myolens/metrics/compare.h"
#include "myolens/metrics/roc.h"
#include "myolens/metrics/summary_json.h"
#include "tests/support/source_folder.h"
#include "tests/unit/metrics/example_cases.h"

namespace myolens {
namespace {

using nlohmann::json;

constexpr double kTolerance = 1e-9;

const json& reference() {
  static const json file = json::parse(std::ifstream(source_folder() / "tests/data/metrics.json"));
  return file;
}

std::vector<ScoredCase> cases_of(const json& truths, const json& scores) {
  std::vector<test::Score> list;
  for (size_t i = 0; i < truths.size(); ++i) list.push_back({truths[i], scores[i]});
  return test::cases_of(list);
}

std::vector<ScoredCase> cases_of(const json& entry) {
  return cases_of(entry["truth"], entry["score"]);
}

bool are_probabilities(const json& entry) { return entry.contains("calibration"); }

// Whatever `expected` names has its value in `actual`, which may hold more.
void expect_contains(const json& actual, const json& expected, const std::string& where) {
  if (expected.is_number() && actual.is_number()) {
    EXPECT_NEAR(actual.get<double>(), expected.get<double>(), kTolerance) << where;
  } else if (expected.is_structured() && expected.type() == actual.type()) {
    const bool is_list = expected.is_array();
    ASSERT_TRUE(!is_list || actual.size() == expected.size()) << where << ": " << actual.size();
    for (const auto& [key, value] : expected.items()) {
      const auto pointer = json::json_pointer("/" + key);
      ASSERT_TRUE(actual.contains(pointer)) << where << "/" << key;
      expect_contains(actual.at(pointer), value, where + "/" + key);
    }
  } else {
    EXPECT_EQ(actual, expected) << where;
  }
}

json columns_of(const auto& points, auto... members) {
  json columns = json::array();
  const auto add = [&](auto member) {
    json column = json::array();
    for (const auto& point : points) column.push_back(point.*member);
    columns.push_back(column);
  };
  (add(members), ...);
  return columns;
}

TEST(MetricReferences, SummariesAreThoseOfOtherPrograms) {
  for (const json& entry : reference()["cases"]) {
    const ClassificationSummary summary =
        summarise(cases_of(entry), entry["threshold"], reference()["seed"], {},
                  are_probabilities(entry) ? ScoreKind::kProbability : ScoreKind::kOther);
    expect_contains(to_json(summary), entry["summary"], entry["name"]);
  }
}

TEST(MetricReferences, CalibrationIsThatOfOtherPrograms) {
  for (const json& entry : reference()["cases"]) {
    if (!are_probabilities(entry)) continue;
    const auto assessment = assess_calibration(cases_of(entry), reference()["seed"]);
    expect_contains(to_json(assessment), entry["calibration"], entry["name"]);
  }
}

TEST(MetricReferences, CurvesAreThoseOfOtherPrograms) {
  for (const json& entry : reference()["cases"]) {
    if (!entry.contains("curves")) continue;
    const auto cases = cases_of(entry);
    auto roc = *roc_points(cases);
    roc.erase(roc.begin());  // the infinite threshold, which JSON does not have
    json curves = {{"roc", columns_of(roc, &RocPoint::threshold, &RocPoint::false_positive_rate,
                                      &RocPoint::sensitivity)},
                   {"precision_recall",
                    columns_of(*precision_recall_points(cases), &PrecisionRecallPoint::threshold,
                               &PrecisionRecallPoint::recall, &PrecisionRecallPoint::precision)}};
    if (are_probabilities(entry)) {
      curves["decision"] =
          columns_of(*decision_curve(cases), &DecisionPoint::model, &DecisionPoint::treat_all);
    }
    expect_contains(curves, entry["curves"], entry["name"]);
  }
}

const json& large_entry() {
  for (const json& entry : reference()["cases"]) {
    if (entry["truth"].size() == reference()["ages"].size()) return entry;
  }
  throw std::runtime_error("no case has an age");
}

TEST(MetricReferences, PairedTestsAreThoseOfOtherPrograms) {
  const auto first = cases_of(large_entry());
  const auto second = cases_of(large_entry()["truth"], reference()["second_scores"]);
  const AucComparison aucs = *compare_aucs(first, second);
  json actual = to_json(aucs);
  actual["standard_error"] = *aucs.standard_error;
  const McNemarTest calls = mcnemar_test({first, 0.5}, {second, 0.5});
  actual["only_first_correct"] = calls.only_first_correct;
  actual["only_second_correct"] = calls.only_second_correct;
  actual["mcnemar_p_value"] = calls.p_value;
  expect_contains(actual, reference()["comparison"], "comparison");
}

TEST(MetricReferences, SubgroupsByAgeAreThoseOfOtherPrograms) {
  std::vector<std::string> ages;
  for (const json& age : reference()["ages"]) ages.push_back(age.dump());
  json actual = json::array();
  for (const Subgroup& group :
       subgroups(cases_of(large_entry()), grouped_by_column(ages), {.threshold = 0.5})) {
    actual.push_back(to_json(group));
  }
  expect_contains(actual, reference()["subgroups"], "subgroups");
}

}  // namespace
}  // namespace myolens
