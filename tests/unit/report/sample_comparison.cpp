#include "tests/unit/report/sample_comparison.h"

#include <algorithm>

#include "myolens/metrics/compare.h"
#include "myolens/metrics/summary.h"

namespace myolens::test {

namespace {

constexpr int kPositives = 26;
constexpr int kNegatives = 18;

struct Right {
  int positives = 0;
  int negatives = 0;
};

std::vector<ScoredCase> cases_with(Right right) {
  std::vector<ScoredCase> cases;
  for (int i = 0; i < kPositives + kNegatives; ++i) {
    const std::string patient = "SYN-" + std::to_string(1000 + i);
    const bool positive = i < kPositives;
    const bool is_right = positive ? i < right.positives : i - kPositives < right.negatives;
    const double score = (positive == is_right ? 0.6 : 0.1) + 0.005 * i;
    cases.push_back({patient, patient + ".png", positive ? 1 : 0, score});
  }
  return cases;
}

StageHistory history(const std::string& stage, int epochs, bool validated) {
  StageHistory result{stage, {}};
  for (int epoch = 0; epoch <= epochs; ++epoch) {
    EpochScores scores;
    scores.epoch = epoch;
    if (epoch > 0) scores.training_loss = 0.6 / epoch;
    if (epoch > 0) scores.training_accuracy = 0.9 - 0.2 / epoch;
    if (validated) scores.validation_loss = 0.7 / (epoch + 1);
    if (validated) scores.validation_accuracy = 0.85 - 0.2 / (epoch + 1);
    result.epochs.push_back(scores);
  }
  return result;
}

ComparisonRow judged_row(const std::string& name, std::vector<ScoredCase> cases) {
  ComparisonRow row;
  row.name = name;
  row.description = "about " + name;
  row.cases = std::move(cases);
  row.summary = summarise(row.cases, row.threshold, 1);
  return row;
}

ComparisonRow trained_row(const std::string& name, Right right) {
  ComparisonRow row = judged_row(name, cases_with(right));
  row.kind = RowKind::kTraining;
  row.weights = "some weights";
  row.seconds = 12.34;
  row.trained_parameters = 525058;
  row.stages = {{.name = "warm-up", .first_trained_layer = {}, .best_epoch = 3}};
  row.history = {history("warm-up", 4, true)};
  return row;
}

void test_row(ComparisonRow& row, const ComparisonRow& reference) {
  row.tests.emplace();
  row.tests->mcnemar = {3, 5, 0.7265625};  // exact: 8 tosses, 3 or fewer on either side
  row.tests->mcnemar_holm = 1;
  row.tests->auc = compare_aucs(row.cases, reference.cases);
  row.tests->auc_holm = 0.5;
}

}  // namespace

Comparison sample_comparison() {
  Comparison comparison;
  comparison.title = "strategies";
  comparison.reference = "two-stage";
  ComparisonRow reference = trained_row("two-stage", {24, 16});
  reference.stages.push_back({.name = "fine-tuning", .first_trained_layer = {}, .best_epoch = 2});
  reference.history.push_back(history("fine-tuning", 3, true));
  comparison.rows = {trained_row("scratch", {26, 0}), trained_row("warm-up", {22, 14}), reference};
  ComparisonRow skipped;
  skipped.name = "all-layers";
  skipped.skipped = "no weights in the store";
  comparison.rows.push_back(skipped);
  std::vector<ScoredCase> constant = cases_with({26, 0});
  for (ScoredCase& one : constant) one.score = 1;
  comparison.rows.push_back(judged_row("majority", constant));
  comparison.rows.push_back(judged_row("deficit", cases_with({22, 12})));
  for (ComparisonRow& row : comparison.rows) {
    if (row.summary && row.name != reference.name) test_row(row, reference);
  }
  comparison.tests = 4;
  comparison.detectable = detectable_accuracy({kPositives + kNegatives, 0.05 / comparison.tests});
  comparison.detectable_auc = 0.123;
  return comparison;
}

ComparisonRow& row_named(Comparison& comparison, const std::string& name) {
  return *std::ranges::find(comparison.rows, name, &ComparisonRow::name);
}

}  // namespace myolens::test
