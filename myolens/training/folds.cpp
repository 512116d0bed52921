#include "myolens/training/folds.h"

#include <algorithm>

namespace myolens {
namespace {

using Score = std::optional<double> EpochScores::*;

std::optional<double> weighted_mean(const std::vector<StageResult>& stages, size_t epoch,
                                    Score score, const std::vector<double>& weights) {
  double sum = 0;
  double total = 0;
  for (size_t fold = 0; fold < stages.size(); ++fold) {
    const std::optional<double>& value = stages[fold].history[epoch].*score;
    if (!value) return std::nullopt;
    sum += weights[fold] * *value;
    total += weights[fold];
  }
  return sum / total;
}

}  // namespace

std::vector<EpochScores> pooled_curve(const std::vector<StageResult>& stages,
                                      const std::vector<Fold>& folds) {
  const std::vector<double> alike(folds.size(), 1.0);
  std::vector<double> by_samples;
  for (const Fold& fold : folds) by_samples.push_back(static_cast<double>(fold.validation.size()));
  size_t epochs = stages[0].history.size();
  for (const StageResult& stage : stages) epochs = std::min(epochs, stage.history.size());
  std::vector<EpochScores> curve;
  for (size_t e = 0; e < epochs; ++e) {
    curve.push_back({stages[0].history[e].epoch,
                     weighted_mean(stages, e, &EpochScores::training_loss, alike),
                     weighted_mean(stages, e, &EpochScores::training_accuracy, alike),
                     weighted_mean(stages, e, &EpochScores::validation_loss, by_samples),
                     weighted_mean(stages, e, &EpochScores::validation_accuracy, by_samples)});
  }
  return curve;
}

}  // namespace myolens
