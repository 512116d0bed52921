#include "myolens/metrics/delong.h"

#include <algorithm>
#include <numeric>

namespace myolens {

namespace {

// Ranks from 1; tied values share the mean of their ranks.
std::vector<double> midranks(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (size_t i = begin; i < end; ++i) {
      ranks[order[i]] = static_cast<double>(begin + 1 + end) / 2;
    }
    begin = end;
  }
  return ranks;
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double sample_covariance(const std::vector<double>& first, const std::vector<double>& second) {
  const double size = static_cast<double>(first.size());
  const double first_mean = sum(first) / size;
  const double second_mean = sum(second) / size;
  double products = 0;
  for (size_t i = 0; i < first.size(); ++i) {
    products += (first[i] - first_mean) * (second[i] - second_mean);
  }
  return products / (size - 1);
}

}  // namespace

double Placements::auc() const {
  return sum(positives) /
         (static_cast<double>(positives.size()) * static_cast<double>(negatives.size()));
}

std::optional<Placements> placements(std::span<const ScoredCase> cases) {
  std::vector<double> positives, negatives;
  for (const ScoredCase& item : cases) {
    (item.truth == 1 ? positives : negatives).push_back(item.score);
  }
  if (positives.empty() || negatives.empty()) return std::nullopt;

  std::vector<double> all = positives;
  all.insert(all.end(), negatives.begin(), negatives.end());
  const std::vector<double> ranks = midranks(all);
  const std::vector<double> among_positives = midranks(positives);
  const std::vector<double> among_negatives = midranks(negatives);

  Placements result;
  for (size_t i = 0; i < positives.size(); ++i) {
    result.positives.push_back(ranks[i] - among_positives[i]);
  }
  const double positive_count = static_cast<double>(positives.size());
  for (size_t j = 0; j < negatives.size(); ++j) {
    const double ranked_wrong = ranks[positives.size() + j] - among_negatives[j];
    result.negatives.push_back(positive_count - ranked_wrong);
  }
  return result;
}

std::optional<double> delong_covariance(const Placements& first, const Placements& second) {
  const double positives = static_cast<double>(first.positives.size());
  const double negatives = static_cast<double>(first.negatives.size());
  if (positives < 2 || negatives < 2) return std::nullopt;
  return (sample_covariance(first.positives, second.positives) / negatives +
          sample_covariance(first.negatives, second.negatives) / positives) /
         (positives * negatives);
}

}  // namespace myolens
