// How well a method tells two kinds of rows apart on groups that it has not seen.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "myolens/base/random.h"
#include "myolens/metrics/scored_case.h"

namespace myolens {

struct FeatureRow {
  std::vector<double> features;
  bool positive = false;
  std::string group;  // rows of a group stay together; all of one class
};
using FeatureRows = std::vector<const FeatureRow*>;

// Higher for rows that look positive.
using Scorer = std::function<double(const std::vector<double>& features)>;
using FitMethod = std::function<Scorer(const FeatureRows& training)>;

// Deals the groups of each class in random order to `folds` parts and scores each part by what was
// fitted to the others. Errors: kInvalidArgument when a class has fewer groups than folds.
std::vector<ScoredCase> cross_validated_scores(const std::vector<FeatureRow>& rows, size_t folds,
                                               RandomStream random, const FitMethod& fit);

// The area under the ROC curve of these scores.
double cross_validated_auc(const std::vector<FeatureRow>& rows, size_t folds, RandomStream random,
                           const FitMethod& fit);

}  // namespace myolens
