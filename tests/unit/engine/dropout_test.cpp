// The mask shows in the weights and in the loss of one step of features = 1 -> dropout -> dense.
#include <cmath>
#include <gtest/gtest.h>

#include "myolens/engine/trainable_tail.h"

namespace myolens {
namespace {

constexpr int64_t kFeatures = 16'384;  // a power of two: means of ones are exact
constexpr double kRate = 0.3;
// Four standard errors of a share of 0.3 in 16,384 draws.
constexpr double kShareTolerance = 4 * 0.00358;

class DropoutTest : public testing::Test {
 protected:
  DropoutTest() {
    const LayerId features = graph_.input("features", {kFeatures});
    const LayerId dropout = graph_.add("dropout", Dropout{kRate}, features);
    dense_ = graph_.add("dense", Dense{2, ActivationKind::kSoftmax}, dropout);
  }

  // Column 0 of the kernel holds `value`, column 1 zeros.
  std::unique_ptr<TrainableTail> tail(float value) const {
    std::vector<float> kernel(2 * kFeatures, 0.0f);
    for (size_t i = 0; i < kernel.size(); i += 2) kernel[i] = value;
    WeightSet weights;
    weights.set("dense", "kernel", make_tensor({kFeatures, 2}, std::move(kernel)));
    weights.set("dense", "bias", make_tensor({2}, {0, 0}));
    return make_trainable_tail(graph_, subgraph_between(graph_, {0}, {dense_}), weights,
                               {{{dense_}}, {}, 1});
  }
  double step(TrainableTail& tail, uint64_t seed) const {
    return tail.step({{ones_}, 1}, std::vector<int>{0}, 1e-3, seed).loss;
  }
  // A dropped feature gives no gradient, and Adam's first step leaves its weights where they were.
  std::vector<bool> kept_features(uint64_t seed) const {
    const auto trained = tail(0);
    step(*trained, seed);
    const WeightSet weights = trained->trained_weights();
    const auto kernel = weights.at("dense", "kernel").values;
    std::vector<bool> kept;
    for (size_t i = 0; i < kernel.size(); i += 2) kept.push_back(kernel[i] != 0.0f);
    return kept;
  }

  Graph graph_;
  LayerId dense_ = 0;
  const std::vector<float> ones_ = std::vector<float>(kFeatures, 1.0f);
};

TEST_F(DropoutTest, DropsTheShareThatItsRateSays) {
  const std::vector<bool> kept = kept_features(1);
  const auto dropped = static_cast<double>(std::count(kept.begin(), kept.end(), false));
  EXPECT_NEAR(dropped / kFeatures, kRate, kShareTolerance);
}

TEST_F(DropoutTest, RepeatsItsMaskWithTheSeedOnly) {
  EXPECT_EQ(kept_features(1), kept_features(1));
  EXPECT_NE(kept_features(1), kept_features(2));
}

// Logit 0 is the mean of the masked features; the loss of label 0 is log(1 + exp(-logit)).
TEST_F(DropoutTest, KeepsTheExpectedValue) {
  const auto mean = tail(1.0f / kFeatures);
  const double loss = step(*mean, 1);
  EXPECT_NEAR(-std::log(std::expm1(loss)), 1.0, kShareTolerance / (1 - kRate));
}

TEST_F(DropoutTest, IsOffOutsideOfSteps) {
  const auto mean = tail(1.0f / kFeatures);
  EXPECT_EQ(mean->forward({{ones_}, 1})[0][0], 1.0f);
}

// One of two equal samples in a batch gets another mask: with one mask for both, their logits would
// be equal and the gradients of labels 0 and 1 would cancel to nothing.
TEST_F(DropoutTest, DrawsAMaskForEverySample) {
  std::vector<float> two(2 * ones_.size(), 1.0f);
  const auto trained = tail(0);
  trained->step({{two}, 2}, std::vector<int>{0, 1}, 1e-3, 1);
  const WeightSet weights = trained->trained_weights();
  const auto kernel = weights.at("dense", "kernel").values;
  EXPECT_GT(std::count_if(kernel.begin(), kernel.end(), [](float w) { return w != 0.0f; }),
            kFeatures / 2);
}

}  // namespace
}  // namespace myolens
