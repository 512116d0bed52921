#include "myolens/report/svg_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <string>

#include "myolens/report/plot_frame.h"
#include "tests/unit/report/page_checks.h"
#include "tests/unit/report/sample_content.h"

namespace myolens {
namespace {

using test::count;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pointwise;

TEST(Report, AxesTickAtRoundNumbersInsideTheRange) {
  EXPECT_THAT(nice_axis({0, 1}, 6).ticks,
              Pointwise(testing::DoubleNear(1e-12), {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}));
  EXPECT_EQ(nice_axis({0, 1}, 6).decimals, 1);
  EXPECT_THAT(nice_axis({1, 130}, 8).ticks, ElementsAre(20, 40, 60, 80, 100, 120));
  EXPECT_EQ(nice_axis({1, 130}, 8).decimals, 0);
  EXPECT_EQ(nice_axis({0, 0.04}, 6).decimals, 2);
}

TEST(Report, RocCurveRunsThroughItsPoints) {
  const std::vector<RocPoint> points{{1, 0, 0}, {0.5, 0.25, 0.75}, {0, 1, 1}};
  const std::string svg = roc_plot({.points = points,
                                    .auc = {.value = 0.75, .interval = Interval{0.5, 0.9}},
                                    .operating_point = points[1]})
                              .str();
  // Square of 300 units with its upper left corner at (52, 10).
  EXPECT_THAT(svg, HasSubstr("points=\"52.0,310.0 127.0,85.0 352.0,10.0 \""));
  EXPECT_THAT(svg, HasSubstr("cx=\"127.0\" cy=\"85.0\""));
  EXPECT_THAT(svg, HasSubstr(">AUC 0.750<"));
  EXPECT_THAT(svg, HasSubstr(">95% interval 0.500 to 0.900<"));
}

TEST(Report, RocCurveOfOneClassIsCalledUndefined) {
  const std::string svg = roc_plot({.points = {}, .auc = {}}).str();
  EXPECT_THAT(svg, HasSubstr("undefined: needs patients of both classes"));
  EXPECT_THAT(svg, Not(HasSubstr("polyline")));
}

TEST(Report, HistoryDrawsTwoCurvesPerStageOneBoundaryAndBothChosenEpochs) {
  const std::string svg =
      history_plot(test::sample_content().model, HistoryQuantity::kAccuracy).str();
  EXPECT_EQ(count(svg, "<polyline"), 4u);
  EXPECT_EQ(count(svg, "<circle"), 3u);  // two chosen epochs and the legend
  EXPECT_THAT(svg, HasSubstr(">88<"));
  EXPECT_THAT(svg, HasSubstr(">21<"));
  EXPECT_THAT(svg, HasSubstr(">Warm-up<"));
  EXPECT_THAT(svg, HasSubstr(">Fine-tuning<"));
}

ModelFacts one_stage(std::vector<EpochRecord> epochs) {
  ModelFacts model;
  model.stages = {{"Warm-up", "head", 1, 1e-4, 0, std::move(epochs)}};
  return model;
}

TEST(Report, HistoryLeavesGapsWhereNothingWasMeasured) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<EpochRecord> epochs(7);
  for (size_t i : {0, 1, 3, 4, 6}) epochs[i].training_loss = 0.5;
  epochs[5].training_loss = nan;
  const std::string svg = history_plot(one_stage(epochs), HistoryQuantity::kLoss).str();
  EXPECT_EQ(count(svg, "<polyline"), 2u);
  EXPECT_EQ(count(svg, "<circle"), 1u);  // the lone epoch
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(Report, HistoryOfOneEpochAndOfZeroLossCanBeDrawn) {
  const std::string svg =
      history_plot(one_stage({{.training_loss = 0.0}}), HistoryQuantity::kLoss).str();
  EXPECT_THAT(svg, HasSubstr("<svg"));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(Report, HistoryWithoutMeasurementsIsEmpty) {
  EXPECT_EQ(history_plot({}, HistoryQuantity::kLoss).str(), "");
  EXPECT_EQ(history_plot(one_stage(std::vector<EpochRecord>(3)), HistoryQuantity::kLoss).str(), "");
}

TEST(Report, HistoryEscapesStageNames) {
  ModelFacts model = one_stage({{.training_loss = 0.5}});
  model.stages[0].name = "<b>&";
  EXPECT_THAT(history_plot(model, HistoryQuantity::kLoss).str(), HasSubstr("&lt;b&gt;&amp;"));
}

}  // namespace
}  // namespace myolens
