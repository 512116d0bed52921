// Clinical columns from `train` to `predict`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "myolens/base/csv.h"
#include "tests/program/small_cohort.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using Json = nlohmann::json;

const SmallCohort& cohort() { return SmallCohort::shared(); }

class ClinicalProgram : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    const RunResult trained =
        run_myolens(cohort().train_words(run()) + Words{"--clinical", "age,sex,chest_pain"});
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path run() { return *folder_ / "run"; }
  static fs::path manifest() { return cohort().prepared() / "manifest.csv"; }

  // `predict` of the whole cohort, with a table made of its manifest.
  static RunResult predict(const fs::path& table) {
    return run_myolens(
        {"predict", run(), cohort().prepared(), "--clinical", table, "--json", "--quiet"});
  }

  // The manifest with bare file names, changed.
  static fs::path changed_table(const std::string& name,
                                const std::function<void(Table&)>& change) {
    Table table = read_table(manifest());
    for (auto& row : table.rows) row[table.column("file", name)] = fs::path(row[1]).filename();
    change(table);
    write_file(*folder_ / name, format_table(table));
    return *folder_ / name;
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
};

// Of the screens that the prepared maps came from: a prepared map is cut out a second time.
TEST_F(ClinicalProgram, PredictsWhatEvaluateSays) {
  const RunResult evaluated = run_myolens({"evaluate", run()});
  ASSERT_EQ(evaluated.exit_code, 0) << evaluated.err;
  const Table expected = read_table(run() / "evaluation" / "test" / "predictions.csv");
  const RunResult predicted =
      run_myolens({"predict", run(), cohort().screens() / "screens", "--clinical",
                   cohort().screens() / "manifest.csv", "--json", "--quiet"});
  ASSERT_THAT(predicted.exit_code, AnyOf(0, 4)) << "a map may look unlike the others";
  const size_t file = expected.column("file", "predictions");
  const size_t probability = expected.column("probability", "predictions");
  size_t found = 0;
  const Json answer = Json::parse(predicted.out);
  for (const Json& one : answer.at("cases")) {
    for (const auto& row : expected.rows) {
      const std::string screen = fs::path(one.at("file").get<std::string>()).stem();
      const bool same = row[file] == "images/" + screen + "_1.png";
      if (!same || !one.at("assessed").get<bool>()) continue;
      EXPECT_NEAR(one.at("probability").get<double>(), std::stod(row[probability]), 1e-6);
      ++found;
    }
  }
  EXPECT_GT(found, 0U);
}

TEST_F(ClinicalProgram, NeedsTheValuesOfItsColumns) {
  const RunResult none = run_myolens({"predict", run(), cohort().prepared()});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err,
              HasSubstr("--clinical FILE.csv with the columns file, age, chest_pain, sex"));
  const auto renamed = changed_table("renamed.csv", [](Table& table) {
    table.columns[table.column("chest_pain", "")] = "chestpain";
  });
  const RunResult other = predict(renamed);
  EXPECT_EQ(other.exit_code, 3);
  EXPECT_THAT(other.err, HasSubstr("\"chest_pain\" (did you mean \"chestpain\"?)"));
}

TEST_F(ClinicalProgram, LeavesACaseWithAMissingValueUnassessed) {
  const auto lacking = changed_table("lacking.csv", [](Table& table) {
    table.rows[3][table.column("age", "")] = "";
    table.rows.erase(table.rows.begin() + 5);
  });
  const RunResult result = predict(lacking);
  EXPECT_EQ(result.exit_code, 4);
  const Json cases = Json::parse(result.out).at("cases");
  ASSERT_EQ(cases.size(), 24U);
  for (size_t i = 0; i < cases.size(); ++i) {
    const std::string reasons = cases[i].value("reasons", Json::array()).dump();
    EXPECT_EQ(reasons.find("age is missing") != std::string::npos, i == 3) << i;
    EXPECT_EQ(reasons.find("lacking.csv has no row") != std::string::npos, i == 5) << i;
  }
  EXPECT_FALSE(cases[3].contains("probability"));
}

TEST_F(ClinicalProgram, ExplainsAndReportsAndExports) {
  const fs::path picture = list_files(cohort().prepared() / "images")[0];
  const RunResult explained = run_myolens(
      {"explain", run(), picture, "--clinical", manifest(), "--out", *folder_ / "explained"});
  EXPECT_EQ(explained.exit_code, 0) << explained.err;
  const RunResult exported = run_myolens({"export", run(), "--onnx", *folder_ / "model.onnx"});
  EXPECT_EQ(exported.exit_code, 0) << exported.err;
}

// The saved settings start the same run again.
TEST_F(ClinicalProgram, KeepsItsColumnsInTheSettings) {
  EXPECT_THAT(read_text_file(run() / "config.toml"),
              HasSubstr("clinical = \"age,sex,chest_pain\""));
  const RunResult again = run_myolens(cohort().train_words(*folder_ / "again") +
                                      Words{"--clinical", " sex, chest_pain,age"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(contents_of(run() / "bundle"), contents_of(*folder_ / "again" / "bundle"));
}

TEST_F(ClinicalProgram, RefusesColumnsThatTellWhoAPatientIs) {
  cohort().copy_to(*folder_ / "prepared");
  Table table = read_table(manifest());
  table.columns.emplace_back("initials");
  for (auto& row : table.rows) row.emplace_back("A. B.");
  write_file(*folder_ / "prepared" / "manifest.csv", format_table(table));
  Words words = cohort().train_words(*folder_ / "nothing") + Words{"--clinical", "initials"};
  words[1] = *folder_ / "prepared";
  const RunResult result = run_myolens(words);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("initials"), HasSubstr("may tell who a patient is")));
  EXPECT_FALSE(fs::exists(*folder_ / "nothing"));
}

}  // namespace
}  // namespace myolens
