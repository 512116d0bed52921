// What choosing the epoch on the test part adds.
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <numeric>

#include "myolens/base/csv.h"
#include "tests/program/small_cohort.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::Each;
using testing::Ge;
using Json = nlohmann::json;

constexpr int kSplits = 3;

Words optimism_words(const fs::path& prepared, const fs::path& out) {
  Words words = SmallCohort::shared().common_words(out);
  words[0] = prepared;
  return Words{"optimism"} + words +
         Words{"--splits",
               std::to_string(kSplits),
               "--warm-up-epochs",
               "60",
               "--fine-tuning-epochs",
               "0",
               "--a",
               "2.5",
               "--json",
               "--quiet"};
}

// Of one way, a number for each split.
std::vector<double> numbers(const fs::path& out, const std::string& way, const char* measure) {
  const Table table = read_table(out / "optimism.csv");
  std::vector<double> found;
  for (const auto& row : table.rows) {
    if (row[table.column("way", "")] == way)
      found.push_back(std::stod(row[table.column(measure, "")]));
  }
  return found;
}

std::vector<double> differences(const fs::path& out, const std::string& way) {
  const std::vector<double> honest = numbers(out, "honest", "accuracy");
  std::vector<double> values = numbers(out, way, "accuracy");
  for (size_t i = 0; i < values.size(); ++i) values[i] -= honest.at(i);
  return values;
}

// Nadeau and Bengio 2003, for parts of 64 and 20 %; Student's t of 2 degrees of freedom at 0.975.
void expect_summary(const Json& summary, const std::vector<double>& values) {
  ASSERT_EQ(values.size(), size_t{kSplits});
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / kSplits;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double variance = squares / (kSplits - 1);
  EXPECT_NEAR(summary.at("mean").get<double>(), mean, 1e-12);
  EXPECT_NEAR(summary.at("standard_deviation").get<double>(), std::sqrt(variance), 1e-12);
  if (variance < 1e-20) return;
  const double error = std::sqrt((1.0 / kSplits + 0.2 / 0.64) * variance);
  EXPECT_NEAR(summary.at("high").get<double>(), mean + 4.302652729911275 * error, 1e-9);
}

TEST(OptimismProgram, ComparesThreeWaysToChooseOnTheSameSplits) {
  const TemporaryFolder folder;
  const fs::path out = folder / "optimism";
  const RunResult result = run_myolens(optimism_words(SmallCohort::shared().prepared(), out));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const Json answer = Json::parse(result.out);
  EXPECT_EQ(answer.at("splits"), kSplits);
  EXPECT_EQ(answer.at("synthetic"), true);
  const auto same_fit = differences(out, "chosen on the test part");
  EXPECT_THAT(same_fit, Each(Ge(0.0))) << "no epoch is better there than the best one";
  expect_summary(answer.at("same_fit").at("accuracy"), same_fit);
  expect_summary(answer.at("paper_training").at("accuracy"), differences(out, "paper"));
}

TEST(OptimismProgram, ReadsClinicalColumns) {
  const TemporaryFolder folder;
  const fs::path prepared = folder / "prepared";
  SmallCohort::shared().copy_to(prepared);
  Table manifest = read_table(prepared / "manifest.csv");
  const size_t age = manifest.column("age", "");
  for (auto& row : manifest.rows)
    row[age] = row[manifest.column("label", "")] == "CAD" ? "80" : "40";
  write_file(prepared / "manifest.csv", format_table(manifest));
  const fs::path out = folder / "optimism";
  const RunResult result = run_myolens(optimism_words(prepared, out) + Words{"--clinical", "age"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(numbers(out, "honest", "auc"), Each(1.0)) << "the age tells the label";
  EXPECT_THAT(numbers(out, "paper", "auc"), Each(1.0));
}

}  // namespace
}  // namespace myolens
