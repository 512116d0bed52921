#include "myolens/engine/softmax.h"

#include <algorithm>
#include <cmath>

namespace myolens {
namespace {

double log_sum_exp(std::span<const float> row) {
  const double largest = *std::ranges::max_element(row);
  double sum = 0.0;
  for (const float logit : row) sum += std::exp(logit - largest);
  return largest + std::log(sum);
}

}  // namespace

std::vector<float> softmax_rows(std::span<const float> logits, size_t classes) {
  std::vector<float> probabilities;
  probabilities.reserve(logits.size());
  for (size_t first = 0; first < logits.size(); first += classes) {
    const auto row = logits.subspan(first, classes);
    const double total = log_sum_exp(row);
    for (const float logit : row)
      probabilities.push_back(static_cast<float>(std::exp(logit - total)));
  }
  return probabilities;
}

double mean_cross_entropy(std::span<const float> logits, std::span<const int> labels,
                          size_t classes) {
  double sum = 0.0;
  for (size_t i = 0; i < labels.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    sum += log_sum_exp(row) - row[static_cast<size_t>(labels[i])];
  }
  return sum / static_cast<double>(labels.size());
}

double share_correct(std::span<const float> logits, std::span<const int> labels, size_t classes) {
  size_t correct = 0;
  for (size_t i = 0; i < labels.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    correct += std::ranges::max_element(row) - row.begin() == labels[i] ? 1 : 0;
  }
  return static_cast<double>(correct) / static_cast<double>(labels.size());
}

}  // namespace myolens
