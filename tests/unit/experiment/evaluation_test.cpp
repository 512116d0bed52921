// A run judged and explained.
#include "myolens/experiment/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "myolens/classifier/classifier.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/explanation.h"
#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/experiment/drawn_run.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::_;
using testing::AllOf;
using testing::HasSubstr;

class EvaluationTest : public testing::Test {
 protected:
  static const DrawnRun& shared() { return DrawnRun::shared(); }
  static const Evaluation& evaluation() { return shared().evaluation(); }
  static Evaluation evaluate(const EvaluateOptions& options) {
    SilentProgress progress;
    return evaluate_run(options, progress);
  }

  const TemporaryFolder folder_;
  const RunFolder run_ = shared().copied_to(folder_ / "run");
};

TEST_F(EvaluationTest, JudgesTheTestPatientsByTheBundlesModel) {
  const PreparedCohort maps = read_prepared_cohort(shared().cohort(), {});
  const Split split = read_split(run_.split(), maps.cohort);
  Classifier classifier(read_bundle(run_.bundle()), 1);
  std::set<std::string> judged;
  ASSERT_EQ(evaluation().cases.size(), 4U);
  for (const ScoredCase& scored : evaluation().cases) {
    judged.insert(scored.patient);
    const Picture map = decode_picture(read_file(shared().cohort() / scored.file), scored.file);
    EXPECT_NEAR(scored.score, classifier.predict(map).probability, 1e-6);
    const int number = std::stoi(scored.patient.substr(1));
    EXPECT_EQ(scored.truth, number % 2 == 0 ? 1 : 0);
  }
  EXPECT_EQ(judged, std::set<std::string>(split.test.begin(), split.test.end()));
  EXPECT_EQ(summarise(evaluation(), 1).confusion.total(), 4);
}

void expect_equal(const std::vector<ScoredCase>& found, const std::vector<ScoredCase>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].patient, expected[i].patient);
    EXPECT_EQ(found[i].file, expected[i].file);
    EXPECT_EQ(found[i].truth, expected[i].truth);
    EXPECT_EQ(found[i].score, expected[i].score);
  }
}

TEST_F(EvaluationTest, IsReadBackAsItWas) {
  const Evaluation read = read_evaluation(run_, kTestEvaluation);
  EXPECT_EQ(read.name, "test");
  EXPECT_EQ(read.synthetic, evaluation().synthetic);
  EXPECT_EQ(read.threshold, evaluation().threshold);
  EXPECT_EQ(read.openings, 1);
  EXPECT_FALSE(read.selected_on_test_set);
  EXPECT_EQ(read.classes.positive, "CAD");
  EXPECT_EQ(read.classes.negative, "non-CAD");
  expect_equal(read.cases, evaluation().cases);
  expect_equal(read.deficit, evaluation().deficit);
  expect_equal(read.share_below_half, evaluation().share_below_half);
  EXPECT_THAT(read_text_file(run_.evaluation("test") / "metrics.json"),
              HasSubstr("not a medical device"));
}

TEST_F(EvaluationTest, HappensOnceUnderAName) {
  EXPECT_THAT(
      [&] {
        evaluate({run_.path(), {}, kTestEvaluation, 1});
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("already")));
  EXPECT_EQ(read_text_file(run_.openings()), "1\n") << "nothing was opened";
}

TEST_F(EvaluationTest, CountsHowOftenTheTestPatientsWereOpened) {
  EXPECT_EQ(evaluation().openings, 1);
  const Evaluation again = evaluate({run_.path(), {}, "again", 2});
  EXPECT_EQ(again.openings, 2);
  EXPECT_EQ(read_evaluation(run_, "again").openings, 2);
  expect_equal(again.cases, evaluation().cases);
  EXPECT_EQ(read_text_file(run_.openings()), "2\n");
}

TEST_F(EvaluationTest, IsNotMadeOfPicturesThatTheModelWasTrainedOn) {
  EXPECT_THAT(
      [&] {
        evaluate({run_.path(), shared().cohort(), "everybody", 1});
      },
      FailsWith(ErrorCode::kBadData, HasSubstr("was trained on")));
  EXPECT_FALSE(fs::exists(run_.evaluation("everybody")));
}

TEST_F(EvaluationTest, OfAnotherCohortOpensNoTestPatient) {
  prepare_drawn_cohort(folder_ / "screens", folder_ / "other", {100, 8});
  const Evaluation other = evaluate({run_.path(), folder_ / "other", "elsewhere", 2});
  EXPECT_EQ(other.cases.size(), 8U);
  EXPECT_EQ(other.openings, 0);
  expect_equal(read_evaluation(run_, "elsewhere").cases, other.cases);
  EXPECT_EQ(read_text_file(run_.openings()), "1\n");
}

TEST_F(EvaluationTest, OfABundleAloneGivesTheNumbersOfItsRun) {
  prepare_drawn_cohort(folder_ / "screens", folder_ / "other", {100, 8});
  const Evaluation by_run = evaluate({run_.path(), folder_ / "other", "elsewhere", 2});
  fs::rename(run_.bundle(), folder_ / "lone");
  SilentProgress progress;
  const EvaluateBundleOptions options{folder_ / "lone", folder_ / "other", folder_ / "result", 2,
                                      1};
  const Evaluation by_bundle = evaluate_bundle(options, progress);
  expect_equal(by_bundle.cases, by_run.cases);
  expect_equal(by_bundle.deficit, by_run.deficit);
  EXPECT_EQ(by_bundle.refusals, by_run.refusals);
  EXPECT_TRUE(fs::exists(folder_ / "result" / "predictions.csv"));
  EXPECT_THAT([&] { evaluate_bundle(options, progress); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("result")));
}

TEST_F(EvaluationTest, SaysWhichCasesWouldNotBeAssessed) {
  const Evaluation& evaluation = DrawnRun::shared().evaluation();
  ASSERT_EQ(evaluation.refusals.size(), evaluation.cases.size());
  Evaluation changed = evaluation;
  changed.refusals.assign(evaluation.cases.size(), "");
  EXPECT_EQ(refused_cases(changed), 0U);
  changed.refusals[1] = "letters or lines remain on it";
  EXPECT_EQ(refused_cases(changed), 1U);
}

TEST_F(EvaluationTest, IsWrittenIntoTheRunFolderOnly) {
  for (const char* name : {"", ".", "..", "../outside", "a/b", ".hidden"}) {
    EXPECT_THAT(
        [&] {
          evaluate({run_.path(), {}, name, 1});
        },
        FailsWith(ErrorCode::kInvalidArgument, HasSubstr("plain folder name")))
        << name;
  }
}

TEST_F(EvaluationTest, IsNamedWhenItIsDamaged) {
  EXPECT_THAT([&] { read_evaluation(run_, "none"); }, FailsWith(ErrorCode::kNotFound, _));
  const fs::path copy = run_.evaluation("damaged");
  fs::copy(run_.evaluation("test"), copy);
  std::string table = read_text_file(copy / "predictions.csv");
  table.replace(table.find(".png,non-CAD,"), 13, ".png,unclear,");
  write_file(copy / "predictions.csv", table);
  EXPECT_THAT(
      [&] { read_evaluation(run_, "damaged"); },
      FailsWith(ErrorCode::kBadFormat, AllOf(HasSubstr("predictions.csv"), HasSubstr("unclear"))));
  write_file(copy / "metrics.json", std::string_view("{}"));
  EXPECT_THAT([&] { read_evaluation(run_, "damaged"); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("metrics.json")));
}

TEST_F(EvaluationTest, IsExplainedOnce) {
  SilentProgress progress;
  const auto cases = explain_run(run_, 2, progress);
  ASSERT_EQ(cases.size(), evaluation().cases.size());
  const auto read = read_explanations(run_);
  ASSERT_EQ(read.size(), cases.size());
  for (size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(read[i].patient, evaluation().cases[i].patient);
    EXPECT_EQ(read[i].file, evaluation().cases[i].file);
    ASSERT_EQ(read[i].maps.size(), 4U) << "this head has no hidden layer, so that CAM exists";
    for (size_t t = 0; t < 3; ++t) {  // CAM is Grad-CAM times the number of cells
      EXPECT_NEAR(read[i].maps[3].territory_share[t], read[i].maps[0].territory_share[t], 1e-4);
    }
    for (size_t m = 0; m < read[i].maps.size(); ++m) {
      const ExplainedMap& map = read[i].maps[m];
      EXPECT_EQ(map.method, cases[i].maps[m].method);
      EXPECT_EQ(map.has_positive_evidence, cases[i].maps[m].has_positive_evidence);
      for (size_t t = 0; t < 3; ++t)
        EXPECT_NEAR(map.territory_share[t], cases[i].maps[m].territory_share[t], 5e-5);
      for (const fs::path& picture : {read[i].original, map.heat, map.overlay}) {
        const auto header =
            read_image_header(read_file(run_.explanations() / picture), picture.string());
        EXPECT_EQ(header.width, kExplanationSide);
      }
    }
    ASSERT_EQ(read[i].segments.size(), 17U);
    EXPECT_EQ(read[i].segments[3].z, cases[i].segments[3].z);
  }
  EXPECT_THAT([&] { explain_run(run_, 2, progress); }, FailsWith(ErrorCode::kInvalidArgument, _));
}

}  // namespace
}  // namespace myolens
