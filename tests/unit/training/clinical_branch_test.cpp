// The layer that clinical values go through, as it is trained.
#include <cmath>
#include <gtest/gtest.h>

#include "myolens/classifier/bundle.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/softmax.h"
#include "myolens/engine/trainable_tail.h"
#include "tests/support/reference_fill.h"

namespace myolens {
namespace {

constexpr size_t kSamples = 5;
constexpr int64_t kFeatures = 6;
constexpr int64_t kValues = 3;

class ClinicalBranchTest : public testing::Test {
 protected:
  ClinicalBranchTest() {
    network_.graph.input("input_layer", {1, 1, kFeatures});
    network_.head = append_head(network_.graph, {{4}, 0.0, 3}, 2, kValues);
    weights_ = filled_weights(network_.graph, {2, 3});
    tail_ = subgraph_between(network_.graph, network_.inputs(), {network_.graph.output()});
  }

  TailBatch batch() const { return {{features_, clinical_}, kSamples}; }

  double loss(const WeightSet& weights) const {
    ForwardEngine engine(network_.graph, tail_, weights, {});
    const auto logits = engine.run({features_, clinical_}, kSamples)[0];
    return mean_cross_entropy(logits, labels_, 2);
  }

  ClassifierGraph network_;
  WeightSet weights_;
  Subgraph tail_;
  const std::vector<float> features_ = fill_values(1, "features", kSamples* kFeatures);
  const std::vector<float> clinical_ = fill_values(1, "clinical", kSamples* kValues);
  const std::vector<int> labels_{0, 1, 1, 0, 1};
};

// One step of plain descent moves every weight by the rate times the slope of the loss.
TEST_F(ClinicalBranchTest, LearnsAlongTheGradientOfTheLoss) {
  constexpr double kRate = 1.0;
  constexpr float kStep = 1e-2F;
  TailOptions options;
  options.optimiser.kind = OptimiserKind::kSgd;
  options.optimiser.momentum = 0;
  options.precision = Precision::kFloat64;
  for (const LayerId layer : network_.head.with_weights()) options.trained.push_back({layer});
  const auto tail = make_trainable_tail(network_.graph, tail_, weights_, options);
  tail->step(batch(), labels_, kRate, 1);
  const WeightSet after = tail->trained_weights();
  double largest = 0;
  for (const char* variable : {"kernel", "bias"}) {
    const Tensor& before = weights_.at("head_clinical_1", variable);
    for (size_t i = 0; i < before.values.size(); ++i) {
      const auto loss_at = [&](float shift) {
        std::vector<float> values(before.values.begin(), before.values.end());
        values[i] += shift;
        WeightSet moved = weights_;
        moved.set("head_clinical_1", variable, make_tensor(before.shape, std::move(values)));
        return loss(moved);
      };
      const double slope = (loss_at(kStep) - loss_at(-kStep)) / (2.0 * kStep);
      const double moved =
          double{after.at("head_clinical_1", variable).values[i]} - double{before.values[i]};
      EXPECT_NEAR(moved, -kRate * slope, 1e-3) << variable << " " << i;
      largest = std::max(largest, std::abs(moved));
    }
  }
  EXPECT_GT(largest, 0.01);
}

// Of the evidence with respect to the values themselves, sample by sample.
TEST_F(ClinicalBranchTest, HasAGradientOfItsValues) {
  constexpr float kStep = 1e-2F;
  const auto tail = make_trainable_tail(network_.graph, tail_, weights_, {});
  const std::vector<double> evidence{1, -1};
  const auto gradient = tail->input_gradient(batch(), evidence)[1];
  ASSERT_EQ(gradient.size(), clinical_.size());
  const auto evidence_of = [&](const std::vector<float>& clinical, size_t sample) {
    const auto logits = tail->forward({{features_, clinical}, kSamples})[0];
    return double{logits[2 * sample]} - double{logits[2 * sample + 1]};
  };
  for (size_t i = 0; i < clinical_.size(); ++i) {
    std::vector<float> up = clinical_;
    std::vector<float> down = clinical_;
    up[i] += kStep;
    down[i] -= kStep;
    const size_t sample = i / static_cast<size_t>(kValues);
    EXPECT_NEAR(gradient[i], (evidence_of(up, sample) - evidence_of(down, sample)) / (2.0 * kStep),
                1e-3);
  }
}

TEST_F(ClinicalBranchTest, GivesTheSameNumbersInBothEngines) {
  ForwardEngine engine(network_.graph, tail_, weights_, {});
  const auto openvino = engine.run({features_, clinical_}, kSamples)[0];
  const auto torch = make_trainable_tail(network_.graph, tail_, weights_, {})->forward(batch())[0];
  ASSERT_EQ(openvino.size(), torch.size());
  for (size_t i = 0; i < torch.size(); ++i) EXPECT_NEAR(openvino[i], torch[i], 1e-5);
}

}  // namespace
}  // namespace myolens
