#include "myolens/report/curve_plots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/unit/report/page_checks.h"

namespace myolens {
namespace {

using test::count;
using ::testing::HasSubstr;
using ::testing::Not;

// The square of all three plots has 300 units and its upper left corner at (52, 10).

TEST(CurvePlots, PrecisionRunsInStepsWhoseAreaIsTheAveragePrecision) {
  PrecisionRecallPlot plot;
  plot.points = {{0.9, 0.5, 1}, {0.4, 1, 0.5}};
  plot.average_precision.value = 0.75;
  const std::string svg = precision_recall_plot(plot).str();
  EXPECT_THAT(svg, HasSubstr("points=\"52.0,10.0 202.0,10.0 202.0,160.0 352.0,160.0 \""));
  EXPECT_THAT(svg, HasSubstr(">Average precision 0.750<"));
  // Guessing: the precision at full recall.
  EXPECT_THAT(svg, HasSubstr("x1=\"52.0\" y1=\"160.0\" x2=\"352.0\" y2=\"160.0\""));
}

CalibrationAssessment two_bins() {
  CalibrationAssessment assessment;
  for (const int positives : {1, 3}) {
    CalibrationBin bin;
    bin.cases = 4;
    bin.mean_probability = positives / 4.0;
    bin.observed_rate = proportion_estimate({positives, 4});
    assessment.bins.push_back(bin);
  }
  return assessment;
}

TEST(CurvePlots, CalibrationShowsEveryBinWithItsInterval) {
  const std::string svg = calibration_plot(two_bins()).str();
  EXPECT_EQ(count(svg, "<circle"), 2u);
  EXPECT_THAT(svg, HasSubstr("cx=\"127.0\" cy=\"235.0\""));
  // Wilson for 1 of 4: 0.0456 to 0.6994.
  EXPECT_THAT(svg, HasSubstr("x1=\"127.0\" y1=\"296.3\" x2=\"127.0\" y2=\"100.2\""));
}

TEST(CurvePlots, CalibrationOfFewCasesSaysThatItCannotBeJudged) {
  CalibrationAssessment assessment = two_bins();
  EXPECT_THAT(calibration_plot(assessment).str(), HasSubstr(">too few cases to judge<"));
  assessment.too_few_to_judge = false;
  EXPECT_THAT(calibration_plot(assessment).str(), Not(HasSubstr("too few")));
}

TEST(CurvePlots, DecisionCurveDrawsModelEverybodyAndNobody) {
  const std::vector<DecisionPoint> points{{0.25, 0.5, 0.5}, {0.75, 0.25, -1}};
  const std::string svg = decision_plot(points).str();
  EXPECT_EQ(count(svg, "<polyline"), 2u);
  for (const std::string name : {">model<", ">everybody<", ">nobody<"})
    EXPECT_THAT(svg, HasSubstr(name));
}

TEST(CurvePlots, DecisionCurveWithoutAnyBenefitCanBeDrawn) {
  const std::string svg = decision_plot({{0.5, 0, 0}}).str();
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

}  // namespace
}  // namespace myolens
