#include "bench/phantom_check_validation.h"

#include <algorithm>
#include <map>

#include "myolens/base/error.h"
#include "myolens/metrics/roc.h"

namespace myolens {
namespace {

std::map<std::string, size_t> deal_groups(const std::vector<FeatureRow>& rows, size_t folds,
                                          RandomStream& random) {
  std::map<std::string, size_t> fold_of_group;
  for (const bool positive : {true, false}) {
    std::vector<std::string> groups;
    for (const FeatureRow& row : rows) {
      if (row.positive == positive) groups.push_back(row.group);
    }
    std::ranges::sort(groups);
    groups.erase(std::ranges::unique(groups).begin(), groups.end());
    if (groups.size() < folds) {
      throw Error(ErrorCode::kInvalidArgument,
                  std::to_string(folds) + " folds need as many groups of each class, got " +
                      std::to_string(groups.size()));
    }
    random.shuffle(groups);
    for (size_t i = 0; i < groups.size(); ++i) fold_of_group[groups[i]] = i % folds;
  }
  return fold_of_group;
}

}  // namespace

std::vector<ScoredCase> cross_validated_scores(const std::vector<FeatureRow>& rows, size_t folds,
                                               RandomStream random, const FitMethod& fit) {
  const std::map<std::string, size_t> fold_of_group = deal_groups(rows, folds, random);
  std::vector<ScoredCase> cases;
  for (size_t fold = 0; fold < folds; ++fold) {
    FeatureRows training;
    for (const FeatureRow& row : rows) {
      if (fold_of_group.at(row.group) != fold) training.push_back(&row);
    }
    const Scorer score = fit(training);
    for (const FeatureRow& row : rows) {
      if (fold_of_group.at(row.group) != fold) continue;
      cases.push_back(
          {std::to_string(cases.size()), row.group, row.positive ? 1 : 0, score(row.features)});
    }
  }
  return cases;
}

double cross_validated_auc(const std::vector<FeatureRow>& rows, size_t folds, RandomStream random,
                           const FitMethod& fit) {
  return area_under_roc(cross_validated_scores(rows, folds, random, fit)).value();
}

}  // namespace myolens
