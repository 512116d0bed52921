#include "bench/phantom_check_forest.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace myolens {
namespace {

struct WeightedRow {
  const std::vector<double>* features = nullptr;
  double positive = 0;  // weight of its class; the other is 0
  double negative = 0;
};

struct Weights {
  double positive = 0;
  double negative = 0;

  void add(const WeightedRow& row, double sign = 1) {
    positive += sign * row.positive;
    negative += sign * row.negative;
  }
  double share() const { return positive / (positive + negative); }
  // Gini impurity times weight, up to a factor.
  double impurity() const {
    const double sum = positive + negative;
    return sum > 0 ? positive * negative / sum : 0;
  }
};

struct Node {
  size_t feature = 0;
  double limit = 0;
  size_t above = 0;  // of the next nodes; 0: this is a leaf. The lower one follows the node.
  double share = 0;
};

struct Split {
  size_t feature = 0;
  double limit = 0;
  double impurity = 0;
  bool found = false;
};

class Tree {
 public:
  Tree(std::vector<WeightedRow> rows, size_t smallest_leaf, RandomStream& random)
      : smallest_leaf_(smallest_leaf) {
    grow(rows.begin(), rows.end(), random);
  }

  double share(const std::vector<double>& features) const {
    size_t node = 0;
    while (nodes_[node].above != 0) {
      node = features[nodes_[node].feature] <= nodes_[node].limit ? node + 1 : nodes_[node].above;
    }
    return nodes_[node].share;
  }

 private:
  using Rows = std::vector<WeightedRow>::iterator;

  void grow(Rows begin, Rows end, RandomStream& random) {
    const size_t node = nodes_.size();
    Weights all;
    for (Rows row = begin; row != end; ++row) all.add(*row);
    nodes_.push_back({0, 0, 0, all.share()});
    const Split split = best_split(begin, end, all, random);
    if (!split.found) return;
    const Rows middle = std::partition(begin, end, [&](const WeightedRow& row) {
      return (*row.features)[split.feature] <= split.limit;
    });
    nodes_[node].feature = split.feature;
    nodes_[node].limit = split.limit;
    grow(begin, middle, random);
    nodes_[node].above = nodes_.size();
    grow(middle, end, random);
  }

  Split best_split(Rows begin, Rows end, const Weights& all, RandomStream& random) const {
    Split best;
    best.impurity = all.impurity();
    const auto count = static_cast<size_t>(end - begin);
    if (best.impurity == 0 || count < 2 * smallest_leaf_) return best;
    std::vector<size_t> features(begin->features->size());
    for (size_t i = 0; i < features.size(); ++i) features[i] = i;
    random.shuffle(features);
    const auto tried = static_cast<size_t>(std::sqrt(static_cast<double>(features.size())));
    for (size_t i = 0; i < tried; ++i) try_feature(features[i], begin, end, all, best);
    return best;
  }

  void try_feature(size_t feature, Rows begin, Rows end, const Weights& all, Split& best) const {
    std::sort(begin, end, [feature](const WeightedRow& a, const WeightedRow& b) {
      return (*a.features)[feature] < (*b.features)[feature];
    });
    Weights below;
    Weights above = all;
    const auto count = static_cast<size_t>(end - begin);
    for (size_t i = 1; i < count; ++i) {
      below.add(begin[static_cast<long>(i) - 1]);
      above.add(begin[static_cast<long>(i) - 1], -1);
      if (i < smallest_leaf_ || count - i < smallest_leaf_) continue;
      const double low = (*begin[static_cast<long>(i) - 1].features)[feature];
      const double high = (*begin[static_cast<long>(i)].features)[feature];
      const double impurity = below.impurity() + above.impurity();
      if (low == high || impurity >= best.impurity - 1e-12) continue;
      best = {feature, low + (high - low) / 2, impurity, true};
    }
  }

  size_t smallest_leaf_;
  std::vector<Node> nodes_;
};

std::vector<WeightedRow> bootstrap(const FeatureRows& training, const Weights& balanced,
                                   RandomStream& random) {
  std::vector<WeightedRow> drawn;
  for (size_t i = 0; i < training.size(); ++i) {
    const FeatureRow& row = *training[random.below(training.size())];
    drawn.push_back({&row.features, row.positive ? balanced.positive : 0,
                     row.positive ? 0 : balanced.negative});
  }
  return drawn;
}

Weights balanced_weights(const FeatureRows& training) {
  const auto positives = static_cast<double>(
      std::ranges::count_if(training, [](const FeatureRow* row) { return row->positive; }));
  return {1 / positives, 1 / (static_cast<double>(training.size()) - positives)};
}

}  // namespace

Scorer fit_random_forest(const FeatureRows& training, const ForestSettings& settings) {
  const Weights balanced = balanced_weights(training);
  auto trees = std::make_shared<std::vector<Tree>>();
  for (size_t i = 0; i < settings.trees; ++i) {
    RandomStream random(settings.seed, "tree " + std::to_string(i));
    trees->emplace_back(bootstrap(training, balanced, random), settings.smallest_leaf, random);
  }
  return [trees](const std::vector<double>& features) {
    double sum = 0;
    for (const Tree& tree : *trees) sum += tree.share(features);
    return sum / static_cast<double>(trees->size());
  };
}

}  // namespace myolens
