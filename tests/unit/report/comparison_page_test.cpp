#include "myolens/report/comparison_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "tests/unit/report/page_checks.h"
#include "tests/unit/report/sample_comparison.h"

namespace myolens {
namespace {

using test::count;
using test::expect_balanced_tags;
using test::row_named;
using test::sample_comparison;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kTop =
    "<header class=\"banner\">Research use only, not a medical device</header>";
constexpr const char* kBottom =
    "<footer class=\"banner\">Research use only, not a medical device</footer>";

std::string page_of(const Comparison& comparison) {
  return render_comparison(comparison, "2025-01-15");
}

// How many points every polyline has, in the order of the picture.
std::vector<size_t> line_lengths(const std::string& svg) {
  std::vector<size_t> lengths;
  const std::regex line("<polyline[^>]*points=\"([^\"]*)\"");
  for (std::sregex_iterator it(svg.begin(), svg.end(), line), end; it != end; ++it)
    lengths.push_back(count((*it)[1], ","));
  return lengths;
}

TEST(ComparisonPage, SaysResearchUseOnlyAtTopAndBottom) {
  const std::string page = page_of(sample_comparison());
  EXPECT_THAT(page, HasSubstr("<body>\n" + std::string(kTop)));
  EXPECT_THAT(page, HasSubstr(std::string(kBottom) + "\n</body>"));
  EXPECT_THAT(page, HasSubstr("2025-01-15"));
}

TEST(ComparisonPage, NeedsNothingFromOutsideAndRunsNothing) {
  const std::string page = page_of(sample_comparison());
  EXPECT_EQ(count(page, "http"),
            count(page, "http-equiv") + count(page, "http://www.w3.org/2000/svg"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const std::string forbidden : {"<script", "<link", "@import", "url(", "<iframe"})
    EXPECT_THAT(page, Not(HasSubstr(forbidden)));
}

TEST(ComparisonPage, TagsOfPageAndCurvesAreBalanced) {
  expect_balanced_tags(page_of(sample_comparison()));
  expect_balanced_tags(render_curves(sample_comparison()));
}

TEST(ComparisonPage, HostileTextsStayText) {
  const std::string attack = "\"><script>alert(1)</script>";
  Comparison comparison = sample_comparison();
  comparison.title = attack;
  comparison.reference = attack;
  for (ComparisonRow& row : comparison.rows) {
    if (row.name == "two-stage") row.name = attack;
    row.description = attack;
    row.weights = attack;
    if (!row.skipped.empty()) row.skipped = attack;
    for (StageHistory& stage : row.history) stage.stage = attack;
    for (StageFacts& stage : row.stages) stage.name = attack;
    if (row.summary) row.summary->confusion.classes = {attack, attack};
  }
  EXPECT_THAT(page_of(comparison), Not(HasSubstr("<script")));
  EXPECT_THAT(render_curves(comparison), Not(HasSubstr("<script")));
}

TEST(ComparisonPage, SyntheticPatientsAreCalledSyntheticAndRealOnesAreNot) {
  Comparison comparison = sample_comparison();
  const std::string page = page_of(comparison);
  EXPECT_THAT(page, HasSubstr("\u2013 synthetic data</title>"));
  const std::regex caption("<(fig)?caption>(.*?)</(fig)?caption>");
  size_t captions = 0;
  for (std::sregex_iterator it(page.begin(), page.end(), caption), end; it != end; ++it) {
    EXPECT_THAT((*it)[2].str(), HasSubstr("(synthetic patients)"));
    ++captions;
  }
  EXPECT_EQ(captions, 5u);  // binary, macro, tests; ROC and learning curves
  EXPECT_THAT(render_curves(comparison), HasSubstr("(synthetic patients)"));
  comparison.synthetic = false;
  EXPECT_THAT(page_of(comparison), Not(HasSubstr("ynthetic")));
  EXPECT_THAT(render_curves(comparison), Not(HasSubstr("ynthetic")));
}

TEST(ComparisonPage, SummarySaysWhatWasComparedOnWhomAndTheReferenceNamedBefore) {
  const std::string page = page_of(sample_comparison());
  EXPECT_THAT(page, HasSubstr("3 models were trained (strategies) and judged on the same 44 "
                              "synthetic patients: 26 CAD, 18 non-CAD. The reference, named before "
                              "anything was trained, is \u201Ctwo-stage\u201D"));
  EXPECT_THAT(page, HasSubstr("Beside the models stand 2 baselines without a network."));
  EXPECT_THAT(page, HasSubstr("Skipped, with the reason in the table: \u201Call-layers\u201D."));
  EXPECT_THAT(page, HasSubstr("The best of 3 models judged on the same patients looks better"));
}

TEST(ComparisonPage, EnsemblesStandBetweenModelsAndBaselinesAndAreNoTrainings) {
  Comparison comparison = sample_comparison();
  ComparisonRow ensemble = row_named(comparison, "warm-up");
  ensemble.name = "ensemble: stacked";
  ensemble.kind = RowKind::kEnsemble;
  ensemble.history.clear();
  comparison.rows.push_back(ensemble);
  CombinationChoice choice;
  choice.rule = CombinationRule::kStacked;
  choice.folds = 5;
  choice.losses = {0.5, 0.45, 0.4125};
  comparison.ensemble_choice = choice;
  const std::string page = page_of(comparison);
  EXPECT_THAT(page, HasSubstr("3 models were trained (strategies)"));
  EXPECT_THAT(page, HasSubstr("The best of 3 models judged on the same patients"));
  EXPECT_THAT(page, HasSubstr("stacked is taken for its cross-entropy in 5 folds of the patients "
                              "that chose (mean 0.5000, weighted 0.4500, stacked 0.4125). The test "
                              "patients had no part in that."));
  const size_t group = page.find("Ensembles of all trained models");
  EXPECT_LT(page.find("Trained models"), group);
  EXPECT_LT(group, page.find("Baselines, no network"));
  comparison.selected_on_test_set = true;
  EXPECT_THAT(page_of(comparison), HasSubstr("so that the ensembles are optimistic too"));
}

TEST(ComparisonPage, WithoutASmallAdjustedPNoModelDiffersBeyondChance) {
  const std::string page = page_of(sample_comparison());
  EXPECT_THAT(page, HasSubstr("No model differs from the reference beyond chance"));
  EXPECT_THAT(page, HasSubstr("That does not show that they are equal."));
}

TEST(ComparisonPage, ModelsThatDifferBeyondChanceAreNamedWithTheDirection) {
  Comparison comparison = sample_comparison();
  PairedTests& tests = *row_named(comparison, "scratch").tests;
  tests.mcnemar = {2, 16, 0.001312255859375};
  tests.mcnemar_holm = 0.0052490234375;
  const std::string page = page_of(comparison);
  EXPECT_THAT(page, HasSubstr("\u201Cscratch\u201D has fewer right calls (2 cases only it got "
                              "right, 16 only the reference; adjusted p\u00A0=\u00A00.005)"));
  EXPECT_THAT(page, HasSubstr("The other models are not shown to differ from it."));
  EXPECT_THAT(page, Not(HasSubstr("No model differs")));
}

TEST(ComparisonPage, ABaselineIsNoModelThatDiffers) {
  Comparison comparison = sample_comparison();
  PairedTests& tests = *row_named(comparison, "deficit").tests;
  tests.auc_holm = 0.02;
  const std::string page = page_of(comparison);
  EXPECT_THAT(page, HasSubstr("No model differs from the reference beyond chance"));
  EXPECT_THAT(page, HasSubstr("\u201Ctwo-stage\u201D has a higher AUC than \u201Cdeficit\u201D"));
}

TEST(ComparisonPage, AConstantBaselineIsComparedByItsCalls) {
  EXPECT_THAT(page_of(sample_comparison()),
              HasSubstr("\u201Ctwo-stage\u201D is not shown to be right more often than "
                        "\u201Cmajority\u201D, about majority (90.9% against 59.1%"));
}

// The fewest n with 2 / 2^n below 0.05 / 4 is 8, 18.2 % of 44.
TEST(ComparisonPage, SaysHowSmallADifferenceThesePatientsCouldShow) {
  const std::string page = page_of(sample_comparison());
  EXPECT_THAT(page, HasSubstr("only from 18.2 percentage points on (8 cases, all decided in favour "
                              "of one model)"));
  EXPECT_THAT(page, HasSubstr("a true difference of 0.123 in 80% of such test sets"));
  Comparison comparison = sample_comparison();
  comparison.detectable.reset();
  EXPECT_THAT(page_of(comparison), HasSubstr("no difference in accuracy can count as more than "
                                             "chance, however large"));
}

// Wilson's intervals of 40 of 44 and 24 of 26; macro sensitivity (24/26 + 16/18) / 2.
TEST(ComparisonPage, BinaryAndMacroMeasuresStandApartEachWithItsInterval) {
  const std::string page = page_of(sample_comparison());
  const std::string name = "<th scope=\"row\">two-stage <span class=\"mark\">reference</span></th>";
  const std::string accuracy = "<td>0.909<br><small>0.788 to 0.964<sup>a</sup></small></td>";
  const size_t macro = page.find("Macro measures");
  EXPECT_THAT(
      page.substr(0, macro),
      HasSubstr(name + accuracy + "<td>0.923<br><small>0.759 to 0.979<sup>a</sup></small></td>"));
  EXPECT_THAT(page.substr(macro), HasSubstr(name + accuracy + "<td>0.906<br>"));
  EXPECT_THAT(page, HasSubstr("<td>12.3</td><td>525\u202F058</td></tr>"));
}

TEST(ComparisonPage, BaselinesAndSkippedRowsHaveGroupsOfTheirOwn) {
  const std::string page = page_of(sample_comparison());
  const size_t baselines = page.find("Baselines, no network");
  const size_t skipped = page.find(">Skipped</th>");
  EXPECT_LT(page.find("<th scope=\"row\">scratch"), baselines);
  EXPECT_LT(baselines, page.find("<th scope=\"row\">majority"));
  EXPECT_LT(page.find("<th scope=\"row\">majority"), skipped);
  EXPECT_THAT(page.substr(skipped),
              HasSubstr("<th scope=\"row\">all-layers</th><td class=\"words\" colspan=\"8\">no "
                        "weights in the store</td>"));
}

TEST(ComparisonPage, PairedTestsShowCountsAndBothPs) {
  Comparison comparison = sample_comparison();
  AucComparison& auc = *row_named(comparison, "warm-up").tests->auc;
  auc.difference = -0.05;
  auc.interval = Interval{-0.12, 0.02};
  auc.p_value = 0.16;
  EXPECT_THAT(page_of(comparison),
              HasSubstr("<th scope=\"row\">warm-up</th><td>3</td><td>5</td><td>0.727</td>"
                        "<td>1.000</td><td>\u22120.050</td><td>\u22120.120 to 0.020</td>"
                        "<td>0.160</td><td>0.500</td>"));
}

TEST(ComparisonPage, SelectionOnTheTestSetIsSaidAtTheTopAndInEveryTable) {
  Comparison comparison = sample_comparison();
  EXPECT_THAT(page_of(comparison), Not(HasSubstr("optimistic")));
  comparison.selected_on_test_set = true;
  const std::string page = page_of(comparison);
  EXPECT_EQ(count(page, "elected on the test set"), 4u);
  EXPECT_LT(page.find("<p class=\"warning\">"), page.find("In plain words"));
  EXPECT_THAT(render_curves(comparison), HasSubstr("test patients, which chose the epoch"));
}

TEST(ComparisonPage, CurvesHaveAsManyPointsAsEpochs) {
  const std::vector<size_t> lengths = line_lengths(render_curves(sample_comparison()));
  // Training and validation, as accuracy and as loss: two rows of one stage and one of two.
  EXPECT_THAT(lengths, ElementsAre(4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 4, 4, 3, 3));
}

TEST(ComparisonPage, KeptEpochsAreMarkedUnlessAStageKeptItsStart) {
  Comparison comparison = sample_comparison();
  EXPECT_EQ(count(render_curves(comparison), "<circle"), 8u);  // four stages, accuracy and loss
  row_named(comparison, "two-stage").stages[1].best_epoch = 0;
  EXPECT_EQ(count(render_curves(comparison), "<circle"), 6u);
}

TEST(ComparisonPage, RefitsAreNotDrawnAndValidationIsCalledOutOfFold) {
  Comparison comparison = sample_comparison();
  ComparisonRow& row = row_named(comparison, "warm-up");
  row.history.push_back({"warm-up refit", row.history[0].epochs});
  const std::string curves = render_curves(comparison);
  EXPECT_EQ(line_lengths(curves).size(), 16u);
  EXPECT_THAT(curves, HasSubstr(">out of fold<"));
  EXPECT_THAT(page_of(comparison), HasSubstr("are not drawn"));
  EXPECT_THAT(render_curves(sample_comparison()), HasSubstr(">validation<"));
}

TEST(ComparisonPage, OneDivergingRowDoesNotFlattenTheOthers) {
  Comparison comparison = sample_comparison();
  row_named(comparison, "scratch").history[0].epochs[2].training_loss = 50;
  EXPECT_THAT(page_of(comparison), HasSubstr("The highest loss, 50, lies beyond the axis"));
  EXPECT_THAT(page_of(sample_comparison()), Not(HasSubstr("beyond the axis")));
}

TEST(ComparisonPage, CurvesAloneCarryTheNotice) {
  const std::string curves = render_curves(sample_comparison());
  EXPECT_TRUE(curves.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_THAT(curves, HasSubstr(">Research use only, not a medical device.</text>"));
}

TEST(ComparisonPage, RocPlotHasACurveForEveryRowThatRanks) {
  const std::string page = page_of(sample_comparison());
  const size_t start = page.find("<h2>ROC curves</h2>");
  const std::string section = page.substr(start, page.find("</section>", start) - start);
  EXPECT_EQ(count(section, "<polyline"), 4u);  // majority is the diagonal
  EXPECT_EQ(count(section, "<li>"), 4u);
  EXPECT_THAT(section, HasSubstr("<span>deficit</span>"));
}

TEST(ComparisonPage, ColoursOfPlotsAreReplacedOnADarkPage) {
  test::expect_dark_colours(page_of(sample_comparison()));
}

TEST(ComparisonPage, ReferenceThatWasNotJudgedIsAnError) {
  Comparison comparison = sample_comparison();
  comparison.reference = "all-layers";
  EXPECT_THROW(page_of(comparison), Error);
  EXPECT_THROW(render_curves(comparison), Error);
}

}  // namespace
}  // namespace myolens
