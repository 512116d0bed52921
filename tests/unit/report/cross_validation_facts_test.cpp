#include "myolens/report/cross_validation_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/report/report.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/report/sample_content.h"

namespace myolens {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CrossValidationFacts read_text(const std::string& text) {
  const TemporaryFolder folder;
  write_file(folder.path() / "crossval.json", text);
  return read_cross_validation(RunFolder(folder.path()));
}

ReportContent cross_validated_content() {
  ReportContent content = test::sample_content();
  content.cases.clear();
  content.cross_validation.emplace();
  content.cross_validation->folds = 5;
  content.cross_validation->repeats = 2;
  content.cross_validation->auc = {.runs = 10, .mean = 0.912, .interval = Interval{0.866, 0.958}};
  content.cross_validation->accuracy = {.runs = 10, .mean = 0.85, .interval = Interval{0.81, 0.89}};
  return content;
}

TEST(CrossValidationFacts, AreReadFromTheRun) {
  const CrossValidationFacts facts = read_text(
      R"({"folds": 5, "repeats": 2,
          "auc_within_folds": {"runs": 10, "mean": 0.9, "low": 0.8, "high": 0.95},
          "accuracy_within_folds": {"runs": 1, "mean": 0.7, "low": null, "high": null}})");
  EXPECT_EQ(facts.folds, 5);
  EXPECT_EQ(facts.repeats, 2);
  EXPECT_EQ(facts.auc.runs, 10);
  EXPECT_EQ(facts.auc.mean, 0.9);
  EXPECT_EQ(facts.auc.interval->low, 0.8);
  EXPECT_EQ(facts.auc.interval->high, 0.95);
  EXPECT_EQ(facts.accuracy.mean, 0.7);
  EXPECT_FALSE(facts.accuracy.interval.has_value());
}

TEST(CrossValidationFacts, DamagedFileIsRefused) {
  for (const std::string text : {"", "{", R"({"folds": 5})"}) EXPECT_THROW(read_text(text), Error);
}

TEST(CrossValidationFacts, ReportSaysThatTheEstimateBelongsToTheProcedure) {
  const std::string page = render_report(cross_validated_content());
  EXPECT_THAT(page,
              HasSubstr("This estimate belongs to the training procedure, not to one model."));
  EXPECT_THAT(page, HasSubstr("Averaged within 10 folds, the AUC is 0.912 (95% interval 0.866 to "
                              "0.958) and the accuracy 0.850 (95% interval 0.810 to 0.890)"));
  EXPECT_THAT(page, HasSubstr("judged 44 synthetic patients by models that were not trained on "
                              "them, each 2 times"));
  EXPECT_THAT(page, HasSubstr("The procedure is not shown to beat"));
  const std::string results = page.substr(0, page.find("id=\"model-card\""));
  EXPECT_THAT(results, Not(HasSubstr("test set")));
  EXPECT_THAT(results, Not(HasSubstr("The model ")));
}

TEST(CrossValidationFacts, ReportHasATableOfMeansWithinFolds) {
  const std::string page = render_report(cross_validated_content());
  EXPECT_THAT(page, HasSubstr("5 folds, 2 times."));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">AUC</th><td>0.912</td><td>0.866 to 0.958</td>"
                              "<td>10</td>"));
  EXPECT_THAT(page, HasSubstr("Nadeau and Bengio 2003"));
}

}  // namespace
}  // namespace myolens
