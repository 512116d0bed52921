// Runs whose network reads clinical columns beside the pictures, from the manifest to the report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/csv.h"
#include "myolens/classifier/classifier.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/comparison.h"
#include "myolens/experiment/explanation.h"
#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/experiment/drawn_run.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class ClinicalRunTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    prepare_drawn_cohort(*folder_ / "screens", cohort(), {});
    write_columns(cohort(), {"age", "diabetes"});
    train_quietly(options(cohort(), "run"));
    evaluation_ = evaluate("run", {});
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path cohort() { return *folder_ / "prepared"; }
  static RunFolder run(const std::string& name = "run") { return RunFolder(*folder_ / name); }

  static std::string value_of(const std::string& column, int number) {
    if (column == "diabetes") return number % 3 == 0 ? "yes" : "no";
    return std::to_string(40 + 7 * number % 31);
  }

  // In this order, behind the manifest's own; no value for the last patient where that is
  // `lacking`.
  static void write_columns(const fs::path& prepared, const std::vector<std::string>& columns,
                            const std::string& lacking = "") {
    Table table = read_table(prepared / kManifestName);
    for (const std::string& column : columns) {
      table.columns.push_back(column);
      for (auto& row : table.rows) {
        const bool missing = column == lacking && &row == &table.rows.back();
        row.push_back(missing ? "" : value_of(column, std::stoi(row[0].substr(1))));
      }
    }
    write_file(prepared / kManifestName, format_table(table));
  }

  static TrainRunOptions options(const fs::path& prepared, const std::string& name) {
    TrainRunOptions options = quick_options(prepared, *folder_ / name);
    options.clinical = {"all"};
    return options;
  }

  // The test part, or all of another cohort.
  static Evaluation evaluate(const std::string& name, const fs::path& other) {
    SilentProgress progress;
    const std::string set = other.empty() ? kTestEvaluation : other.filename().string();
    return evaluate_run({*folder_ / name, other, set, 2}, progress);
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline Evaluation evaluation_;
};

TEST_F(ClinicalRunTest, KeepsTheEncodingOfTheTrainingPart) {
  const ModelBundle bundle = read_bundle(run().bundle());
  EXPECT_THAT(bundle.clinical.places(), ElementsAre("age", "diabetes no", "diabetes yes"));
  double mean = 0;
  const auto patients = read_split(run().split(), read_prepared_cohort(cohort(), {}).cohort).train;
  for (const std::string& patient : patients)
    mean += std::stod(value_of("age", std::stoi(patient.substr(1)))) / 16;
  EXPECT_EQ(patients.size(), 16U);
  EXPECT_NEAR(bundle.clinical.columns()[0].mean, mean, 1e-9);
}

TEST_F(ClinicalRunTest, JudgesTheTestPatientsWithTheirValues) {
  const ModelBundle bundle = read_bundle(run().bundle());
  Classifier classifier(bundle, 1);
  ASSERT_EQ(evaluation_.cases.size(), 4U);
  for (const ScoredCase& one : evaluation_.cases) {
    const int number = std::stoi(one.patient.substr(1));
    const EncodedClinical encoded = bundle.clinical.encode(
        {{"age", value_of("age", number)}, {"diabetes", value_of("diabetes", number)}});
    const Picture map = decode_picture(read_file(cohort() / one.file), one.file);
    EXPECT_NEAR(one.score, classifier.predict(map, encoded.values).probability, 1e-6);
  }
}

TEST_F(ClinicalRunTest, ExplainsTheTestPatients) {
  SilentProgress progress;
  EXPECT_EQ(explain_run(run(), 2, progress).size(), 4U);
}

TEST_F(ClinicalRunTest, DoesNotDependOnTheOrderOfColumns) {
  const fs::path turned = *folder_ / "turned";
  prepare_drawn_cohort(*folder_ / "screens of turned", turned, {});
  write_columns(turned, {"diabetes", "view", "age"});
  TrainRunOptions named = options(turned, "run on turned");
  named.clinical = {"diabetes", "age"};
  train_quietly(named);
  const ModelBundle one = read_bundle(run().bundle());
  const ModelBundle other = read_bundle(run("run on turned").bundle());
  EXPECT_EQ(one.clinical.places(), other.clinical.places());
  for (const auto& [key, tensor] : one.weights.tensors())
    EXPECT_TRUE(std::ranges::equal(tensor.values, other.weights.tensors().at(key).values)) << key;
  EXPECT_EQ(one.cohort_fingerprint, other.cohort_fingerprint);
}

// Patient 119 lacks what every training patient had.
TEST_F(ClinicalRunTest, SaysWhichCasesPredictWouldNotAssess) {
  const fs::path other = *folder_ / "other";
  DrawnCohort drawn;
  drawn.first = 100;
  prepare_drawn_cohort(*folder_ / "screens of other", other, drawn);
  write_columns(other, {"age", "diabetes"}, "diabetes");
  const Evaluation evaluation = evaluate("run", other);
  ASSERT_EQ(evaluation.cases.size(), 20U) << "all count";
  for (size_t i = 0; i < 20; ++i) {
    const bool lacking = evaluation.refusals[i].find("diabetes is missing") != std::string::npos;
    EXPECT_EQ(lacking, evaluation.cases[i].patient == "P119") << evaluation.refusals[i];
  }
}

TEST_F(ClinicalRunTest, NeedsTheColumnsInAnotherCohort) {
  const fs::path bare = *folder_ / "bare";
  DrawnCohort drawn;
  drawn.first = 200;
  prepare_drawn_cohort(*folder_ / "screens of bare", bare, drawn);
  write_columns(bare, {"ages", "diabetes"});
  EXPECT_THAT([&] { evaluate("run", bare); },
              FailsWith(ErrorCode::kBadData, HasSubstr("did you mean \"ages\"?")));
  EXPECT_THAT(
      [&] {
        TrainRunOptions none = options(bare, "nothing");
        none.clinical = {"age"};
        train_quietly(none);
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("did you mean \"ages\"?")));
}

TEST_F(ClinicalRunTest, NeedsAColumnThatIsKnownByNameForAll) {
  const fs::path plain = *folder_ / "plain";
  prepare_drawn_cohort(*folder_ / "screens of plain", plain, {});
  EXPECT_THAT([&] { train_quietly(options(plain, "nothing")); },
              FailsWith(ErrorCode::kBadData, HasSubstr("name columns with --clinical")));
}

TEST_F(ClinicalRunTest, IsComparedWithThePictureAndTheColumnsAlone) {
  ComparisonOptions comparison;
  comparison.title = "clinical";
  comparison.trainings = {{"image", "the picture alone", "mobilenet", Strategy::kTwoStage},
                          {"image-clinical", "both", "mobilenet", Strategy::kTwoStage}};
  comparison.trainings[0].clinical = false;
  comparison.reference = "image-clinical";
  comparison.run = options(cohort(), "comparison");
  comparison.run.clinical = {"age"};
  SilentProgress progress;
  const Comparison result =
      compare_trainings(comparison, WeightStore(*folder_ / "no store"), progress);
  const fs::path folder = *folder_ / "comparison";
  EXPECT_TRUE(read_bundle(RunFolder(folder / "image").bundle()).clinical.empty());
  EXPECT_THAT(read_bundle(RunFolder(folder / "image-clinical").bundle()).clinical.names(),
              ElementsAre("age"));
  EXPECT_EQ(read_text_file(RunFolder(folder / "image").split()),
            read_text_file(RunFolder(folder / "image-clinical").split()));
  std::vector<std::string> names;
  for (const ComparisonRow& row : result.rows) names.push_back(row.name);
  EXPECT_THAT(names, ElementsAre("image", "image-clinical", "ensemble: mean", "ensemble: weighted",
                                 "ensemble: stacked", "majority", "deficit", "clinical"));
  EXPECT_EQ(result.rows[7].description, "logistic regression on age") << "the same columns";
  EXPECT_TRUE(result.rows[0].tests && result.rows[7].tests);
  EXPECT_FALSE(result.rows[1].tests);
}

}  // namespace
}  // namespace myolens
