#include "myolens/experiment/comparison_ensembles.h"

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/experiment/choosing_table.h"

namespace myolens {
namespace {

constexpr int kDecimals = 2;  // of weights, in words

std::string weights_text(const Combination& combination, const std::vector<RowScores>& members) {
  std::string text;
  for (size_t i = 0; i < members.size(); ++i) {
    text += (i == 0 ? "" : ", ") + members[i].choosing.name + " " +
            fixed_text(combination.weights[i], kDecimals);
  }
  return text;
}

std::string description(const Combination& combination, const std::vector<RowScores>& members) {
  switch (combination.rule) {
    case CombinationRule::kMean:
      return "mean of the calibrated probabilities of all " + std::to_string(members.size()) +
             " trained rows";
    case CombinationRule::kWeighted:
      return "weighted mean of their probabilities: " + weights_text(combination, members);
    case CombinationRule::kStacked:
      return "logistic regression on their logits: " + weights_text(combination, members);
  }
  return "";
}

ComparisonRow named_row(CombinationRule rule) {
  ComparisonRow row;
  row.name = "ensemble: " + std::string(name_of(rule));
  row.kind = RowKind::kEnsemble;
  return row;
}

struct JoinedRows {
  std::vector<EnsembleCase> choosing;
  std::vector<EnsembleCase> test;
};

JoinedRows joined(const std::vector<RowScores>& members) {
  std::vector<MemberScores> choosing;
  std::vector<MemberScores> test;
  for (const RowScores& member : members) {
    choosing.push_back(member.choosing);
    test.push_back(member.test);
  }
  return {joined_members(choosing), joined_members(test)};
}

}  // namespace

RowScores row_scores(const RunFolder& run, const Evaluation& evaluation, const std::string& name) {
  if (evaluation.logits.empty()) {
    throw Error(ErrorCode::kNotFound,
                name + " was judged by an older version, which kept no logits of its test cases");
  }
  const double temperature = read_facts(run).temperature;
  return {{name, temperature, read_choosing(run, evaluation.classes.positive)},
          {name, temperature, evaluation.logits}};
}

EnsembleRows ensemble_rows(const std::vector<RowScores>& members, const ThresholdRule& threshold,
                           const Evaluation& evaluation, uint64_t seed) {
  EnsembleRows result;
  if (members.size() < 2) return result;
  const JoinedRows cases = joined(members);
  result.choice = choose_combination(cases.choosing, seed);
  for (const CombinationRule rule : kCombinationRules) {
    const Combination combination = fit_combination(rule, cases.choosing);
    ComparisonRow row = named_row(rule);
    row.description = description(combination, members);
    row.threshold =
        choose_threshold(combined_cases(combination, cases.choosing), threshold).value();
    row.cases = combined_cases(combination, cases.test);
    row.summary = summarise(row.cases, row.threshold, seed, evaluation.classes);
    result.rows.push_back(std::move(row));
  }
  return result;
}

}  // namespace myolens
