#include "myolens/report/plain_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/unit/report/sample_content.h"

namespace myolens {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string summary_text(const ReportContent& content) {
  std::string text;
  for (const SummaryParagraph& paragraph : plain_summary(content)) {
    text += paragraph.lead + " " + paragraph.text + "\n";
  }
  return text;
}

struct DifferenceCase {
  std::string name;
  std::optional<AucComparison> comparison;
  Verdict verdict;
  std::string sentence;
};

TEST(Report, VerdictOnTheArithmeticBaselineFollowsTheInterval) {
  const AucComparison better{{26, 18}, 0.95, 0.85, 0.10, {}, Interval{0.01, 0.19}, 0.03};
  const AucComparison worse{{26, 18}, 0.85, 0.95, -0.10, {}, Interval{-0.19, -0.01}, 0.03};
  const AucComparison open{{26, 18}, 0.95, 0.85, 0.10, {}, Interval{-0.01, 0.21}, 0.08};
  const AucComparison no_interval{{26, 1}, 0.95, 0.85, 0.10, {}, {}, {}};
  const std::vector<DifferenceCase> table{
      {"better", better, Verdict::kBetter,
       "Against simple arithmetic, 44 test patients (synthetic). The model beats the arithmetic "
       "baseline "
       "\u201CDeficit score\u201D (AUC 0.950 against 0.850, difference +0.100, 95% interval 0.010 "
       "to 0.190, p\u00A0=\u00A0"
       "0.030)."},
      {"worse", worse, Verdict::kWorse,
       "The model does not beat the arithmetic baseline "
       "\u201CDeficit score\u201D: it does worse (AUC 0.850 against 0.950"},
      {"undecided", open, Verdict::kUndecided, "The model is not shown to beat the arithmetic"},
      {"no interval", no_interval, Verdict::kNotCompared,
       "The data cannot tell whether the model beats the arithmetic"},
      {"not compared", std::nullopt, Verdict::kNotCompared, "The model was not compared with"}};
  for (const DifferenceCase& row : table) {
    SCOPED_TRACE(row.name);
    ReportContent content = test::sample_content();
    content.baselines.resize(1);
    content.baselines[0].rows[0].comparison = row.comparison;
    EXPECT_EQ(verdict_on(row.comparison), row.verdict);
    EXPECT_THAT(summary_text(content), HasSubstr(row.sentence));
  }
}

TEST(Report, SummarySpeaksOfEverySetWithAnArithmeticBaseline) {
  const std::string text = summary_text(test::sample_content());
  EXPECT_THAT(text, HasSubstr("44 test patients (synthetic). The model is not shown to beat"));
  EXPECT_THAT(text, HasSubstr("2000 fresh patients (synthetic). The model does not beat"));
  EXPECT_THAT(text, HasSubstr("p\u00A0<\u00A00.001"));
  EXPECT_THAT(text, Not(HasSubstr("Mean uptake")));
}

TEST(Report, SummaryWithoutBaselineSaysThatItCannotJudge) {
  ReportContent content = test::sample_content();
  content.baselines.clear();
  EXPECT_THAT(summary_text(content), HasSubstr("No arithmetic baseline was measured"));
}

TEST(Report, SummaryCountsErrorsAndSaysHowLittle44PatientsDecide) {
  const std::string text = summary_text(test::sample_content());
  EXPECT_THAT(text, HasSubstr("Of 26 with CAD it found 26 and missed 0."));
  EXPECT_THAT(text, HasSubstr("Of 18 with non-CAD it raised a false alarm in 2."));
  EXPECT_THAT(text, HasSubstr("42 of 44 calls were right: 95.5% (95% interval 84.9% to 98.7%)"));
  EXPECT_THAT(text, HasSubstr("right in 59.1%, which is clearly less."));
  EXPECT_THAT(text,
              HasSubstr("44 synthetic patients cannot decide small differences: one call more "
                        "or less moves the accuracy by 2.3 percentage points, and its 95% "
                        "interval spans 13.9 points."));
}

TEST(Report, SummaryComparesWithTheMajorityByTheInterval) {
  ReportContent content = test::sample_content();
  content.summary.majority_accuracy = 0.9;
  EXPECT_THAT(summary_text(content), HasSubstr("not shown to do better than that"));
  content.summary.majority_accuracy = 0.99;
  EXPECT_THAT(summary_text(content), HasSubstr("which is clearly more"));
}

TEST(Report, SummaryCallsSyntheticDataSyntheticAndRealDataNot) {
  ReportContent content = test::sample_content();
  EXPECT_THAT(summary_text(content), HasSubstr("All patients of this cohort are synthetic"));
  content.cohort.synthetic = false;
  for (BaselineTable& table : content.baselines) table.synthetic = false;
  EXPECT_THAT(summary_text(content), Not(HasSubstr("synthetic")));
}

TEST(Report, SummaryTellsPicturesFromPatients) {
  ReportContent content = test::sample_content();
  const std::vector<ScoredCase> cases{
      {"a", "1.png", 1, .9}, {"a", "2.png", 1, .8}, {"b", "1.png", 0, .2}};
  content.summary = summarise(cases, 0.5, 1);
  EXPECT_THAT(summary_text(content), HasSubstr("judged 3 pictures of 2 synthetic patients"));
  EXPECT_THAT(summary_text(content), HasSubstr("all intervals here are too narrow"));
}

TEST(Report, SetThatCallsItselfSyntheticIsNotCalledSoTwice) {
  ReportContent content = test::sample_content();
  content.baselines[0].set_name = "test patients (synthetic)";
  EXPECT_THAT(summary_text(content), HasSubstr("44 test patients (synthetic)."));
}

TEST(Report, SummaryWarnsWhenTheEpochWasChosenOnTheTestSet) {
  ReportContent content = test::sample_content();
  EXPECT_THAT(summary_text(content), Not(HasSubstr("optimistic")));
  content.model.selected_on_test_set = true;
  EXPECT_THAT(summary_text(content), HasSubstr("too optimistic"));
}

TEST(Report, SummarySaysWhetherWeightsCameFromImageNet) {
  ReportContent content = test::sample_content();
  EXPECT_THAT(summary_text(content), HasSubstr("were not trained on ImageNet"));
  content.model.imagenet_trained = true;
  EXPECT_THAT(summary_text(content), Not(HasSubstr("ImageNet")));
}

TEST(Report, SummaryOfOneClassOrOfNothingIsHonest) {
  ReportContent content = test::sample_content();
  const std::vector<ScoredCase> one_class{{"a", "a.png", 1, .9}, {"b", "b.png", 1, .2}};
  content.summary = summarise(one_class, 0.5, 1);
  EXPECT_THAT(summary_text(content), HasSubstr("The area under the ROC curve is undefined"));
  content.summary = summarise({}, 0.5, 1);
  EXPECT_THAT(summary_text(content), HasSubstr("No test patients were judged"));
}

}  // namespace
}  // namespace myolens
