#include "myolens/report/evaluation_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/file.h"
#include "myolens/experiment/evaluation_files.h"
#include "myolens/experiment/explanation.h"
#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/report/page_checks.h"

namespace myolens {
namespace {

using testing::_;
using testing::HasSubstr;
using testing::Not;

// Two of three with CAD found, one of two without called CAD; 5 of 6 pairs in the right order.
Evaluation judged(const std::filesystem::path& cohort) {
  Evaluation evaluation;
  evaluation.name = "elsewhere";
  evaluation.synthetic = false;
  evaluation.classes = {"CAD", "non-CAD"};
  const auto add = [&](const char* patient, int truth, double probability, const char* refusal) {
    const ScoredCase scored{patient, std::string(patient) + ".png", truth, probability};
    evaluation.cases.push_back(scored);
    evaluation.deficit.push_back(scored);
    evaluation.share_below_half.push_back(scored);
    evaluation.refusals.emplace_back(refusal);
  };
  add("A", 1, 0.9, "");
  add("B", 1, 0.8, "its colours differ");
  add("C", 1, 0.4, "");
  add("D", 0, 0.6, "");
  add("E", 0, 0.1, "");
  evaluation.origin = {"densenet121, resnet50", true, true, "0.1.0", cohort.string(), 7};
  return evaluation;
}

class EvaluationReport : public testing::Test {
 protected:
  void write(const Evaluation& evaluation) { write_evaluation(result(), evaluation, 7); }

  std::filesystem::path result() const { return folder_ / "result"; }
  std::filesystem::path cohort() const { return folder_ / "cohort"; }

  TemporaryFolder folder_;
};

TEST_F(EvaluationReport, TellsWhoJudgedWhomAndWhatCameOut) {
  write(judged(cohort()));
  const ReportContent content = gather_evaluation(result(), "2026-01-15");
  EXPECT_EQ(content.summary.confusion.true_positive, 2);
  EXPECT_EQ(content.summary.confusion.false_negative, 1);
  EXPECT_EQ(content.summary.confusion.false_positive, 1);
  EXPECT_NEAR(content.summary.binary.auc.value.value(), 5.0 / 6, 1e-12);
  EXPECT_EQ(content.summary.seed, 7U);
  const std::string page = render_evaluation(content);
  EXPECT_THAT(page, HasSubstr("CAD classifier judged: densenet121, resnet50"));
  EXPECT_THAT(page, HasSubstr("Of 3 with CAD it found 2 and missed 1."));
  EXPECT_THAT(page, HasSubstr("Research use only, not a medical device"));
  EXPECT_THAT(page, HasSubstr("The model was trained on synthetic patients."));
  EXPECT_THAT(page, HasSubstr("1 of 5 pictures differ from what the model was trained on"));
  EXPECT_THAT(page, HasSubstr("its colours differ"));
  EXPECT_THAT(page, Not(HasSubstr("<img"))) << "the cohort is not there any more";
}

TEST_F(EvaluationReport, ShowsThePicturesOfTheCohort) {
  std::string manifest = "patient,file,label\n";
  for (const char* patient : {"A", "B", "C", "D"}) {
    manifest += std::string(patient) + "," + patient + ".png,CAD\n";
    write_file(cohort() / (std::string(patient) + ".png"), encode_png(Image(8, 8, 3)));
  }
  write_file(cohort() / "E.png", "no picture, and not in the manifest");
  write_file(cohort() / "manifest.csv", manifest);
  write(judged(cohort()));
  const ReportContent content = gather_evaluation(result(), "2026-01-15");
  EXPECT_EQ(content.cases[3].original.width, kExplanationSide);
  EXPECT_EQ(content.cases[4].original.width, 0);
}

TEST_F(EvaluationReport, NeedsToKnowTheModel) {
  Evaluation evaluation = judged(cohort());
  evaluation.origin.reset();
  write(evaluation);
  EXPECT_THAT([&] { gather_evaluation(result(), ""); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("evaluate again")));
  EXPECT_THAT([&] { gather_evaluation(folder_ / "none", ""); }, FailsWith(ErrorCode::kNotFound, _));
}

}  // namespace
}  // namespace myolens
