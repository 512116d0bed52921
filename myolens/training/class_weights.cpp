#include "myolens/training/class_weights.h"

#include <algorithm>

namespace myolens {
namespace {

constexpr int kClasses = 2;

}  // namespace

std::vector<double> class_weights(const TrainingSettings& settings, std::span<const int> labels,
                                  std::span<const size_t> rows) {
  if (settings.class_weighting == ClassWeighting::kNone) return {};
  if (settings.class_weighting == ClassWeighting::kGiven) return settings.given_class_weights;
  std::vector<double> weights;
  for (int label = 0; label < kClasses; ++label) {
    const auto count =
        std::ranges::count_if(rows, [&](size_t row) { return labels[row] == label; });
    weights.push_back(static_cast<double>(rows.size()) / (kClasses * static_cast<double>(count)));
  }
  return weights;
}

LossSettings training_loss(const TrainingSettings& settings, std::span<const int> labels,
                           std::span<const size_t> rows) {
  return {class_weights(settings, labels, rows), settings.label_smoothing};
}

}  // namespace myolens
