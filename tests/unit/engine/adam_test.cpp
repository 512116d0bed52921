// Optimiser steps against the formula of Keras, computed here in double.
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/engine/softmax.h"
#include "myolens/engine/trainable_tail.h"

namespace myolens {
namespace {

constexpr size_t kFeatures = 3;
constexpr size_t kClasses = 2;
constexpr double kRate = 0.01;
const std::vector<float> kInput{0.5f, -1, 2, 1.5f, 0.25f, -0.5f, -2, 1, 0, 0.75f, 0.5f, -1.25f};
const std::vector<int> kLabels{0, 1, 1, 0};
const std::vector<float> kKernel{0.3f, -0.2f, 0.1f, 0.4f, -0.5f, 0.25f};
const std::vector<float> kBias{0.1f, -0.1f};

// Kernel (features x classes) and bias behind each other, with Adam's moments.
class DenseReference {
 public:
  explicit DenseReference(const AdamSettings& adam)
      : adam_(adam), values_(kKernel.begin(), kKernel.end()) {
    values_.insert(values_.end(), kBias.begin(), kBias.end());
    first_.resize(values_.size());
    second_.resize(values_.size());
  }

  // Returns the loss before the step.
  double step() {
    std::vector<double> gradient(values_.size());
    const double loss = loss_and_gradient(gradient);
    ++steps_;
    // As in Keras, the powers start from float32.
    const double alpha = kRate *
                         std::sqrt(1 - std::pow(double{static_cast<float>(adam_.beta2)}, steps_)) /
                         (1 - std::pow(double{static_cast<float>(adam_.beta1)}, steps_));
    for (size_t i = 0; i < values_.size(); ++i) {
      first_[i] += (gradient[i] - first_[i]) * (1 - adam_.beta1);
      second_[i] += (gradient[i] * gradient[i] - second_[i]) * (1 - adam_.beta2);
      values_[i] -= alpha * first_[i] / (std::sqrt(second_[i]) + adam_.epsilon);
    }
    return loss;
  }

  const std::vector<double>& values() const { return values_; }

 private:
  double loss_and_gradient(std::vector<double>& gradient) const {
    const auto samples = static_cast<double>(kLabels.size());
    double loss = 0;
    for (size_t s = 0; s < kLabels.size(); ++s) {
      const float* x = kInput.data() + s * kFeatures;
      double logits[kClasses];
      for (size_t c = 0; c < kClasses; ++c) {
        logits[c] = values_[kFeatures * kClasses + c];
        for (size_t f = 0; f < kFeatures; ++f) logits[c] += x[f] * values_[f * kClasses + c];
      }
      const double sum = std::exp(logits[0]) + std::exp(logits[1]);
      loss -= std::log(std::exp(logits[kLabels[s]]) / sum) / samples;
      for (size_t c = 0; c < kClasses; ++c) {
        const double error =
            (std::exp(logits[c]) / sum - (kLabels[s] == static_cast<int>(c) ? 1 : 0)) / samples;
        for (size_t f = 0; f < kFeatures; ++f) gradient[f * kClasses + c] += x[f] * error;
        gradient[kFeatures * kClasses + c] += error;
      }
    }
    return loss;
  }

  AdamSettings adam_;
  std::vector<double> values_;
  std::vector<double> first_;
  std::vector<double> second_;
  int steps_ = 0;
};

class AdamTest : public testing::Test {
 protected:
  AdamTest() {
    layer_ = graph_.add("predictions", Dense{kClasses, ActivationKind::kSoftmax},
                        graph_.input("features", {kFeatures}));
    weights_.set("predictions", "kernel", make_tensor({kFeatures, kClasses}, kKernel));
    weights_.set("predictions", "bias", make_tensor({kClasses}, kBias));
  }

  std::unique_ptr<TrainableTail> tail(const AdamSettings& adam, TailPrecision precision,
                                      double rate_factor = 1) const {
    return make_trainable_tail(graph_, subgraph_between(graph_, {0}, {layer_}), weights_,
                               {{{layer_, rate_factor}}, adam, 1, precision});
  }
  static std::vector<float> values(const TrainableTail& tail) {
    const WeightSet weights = tail.trained_weights();
    std::vector<float> all;
    for (const char* variable : {"kernel", "bias"}) {
      const auto part = weights.at("predictions", variable).values;
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }

  Graph graph_;
  LayerId layer_ = 0;
  WeightSet weights_;
  const TailBatch batch_{{kInput}, kLabels.size()};
};

// Keras puts epsilon beside the root of the uncorrected moment. With a large epsilon any other
// place for it shows at once.
TEST_F(AdamTest, FollowsKerasForThreeSteps) {
  for (const double epsilon : {1e-7, 1e-2}) {
    const AdamSettings adam{0.9, 0.999, epsilon};
    DenseReference reference(adam);
    const auto tail32 = tail(adam, TailPrecision::kFloat32);
    const auto tail64 = tail(adam, TailPrecision::kFloat64);
    for (int step = 0; step < 3; ++step) {
      const double loss = reference.step();
      EXPECT_NEAR(tail32->step(batch_, kLabels, kRate, 0).loss, loss, 1e-6);
      EXPECT_NEAR(tail64->step(batch_, kLabels, kRate, 0).loss, loss, 1e-12);
      for (size_t i = 0; i < reference.values().size(); ++i) {
        EXPECT_NEAR(values(*tail64)[i], reference.values()[i], 5e-8);  // handed out in float32
        EXPECT_NEAR(values(*tail32)[i], reference.values()[i], 1e-6);
      }
    }
  }
}

TEST_F(AdamTest, MultipliesTheRateByTheFactorOfTheLayer) {
  const auto whole = tail({}, TailPrecision::kFloat32);
  const auto quarter = tail({}, TailPrecision::kFloat32, 0.25);
  whole->step(batch_, kLabels, kRate, 0);
  quarter->step(batch_, kLabels, 4 * kRate, 0);
  EXPECT_EQ(values(*whole), values(*quarter));
}

TEST_F(AdamTest, GivesTheSameBitsAgain) {
  const auto run = [&] {
    const auto trained = tail({}, TailPrecision::kFloat32);
    for (int step = 0; step < 5; ++step) trained->step(batch_, kLabels, kRate, 7);
    return values(*trained);
  };
  EXPECT_EQ(run(), run());
}

TEST_F(AdamTest, HandsOutCopiesThatLaterStepsDoNotMove) {
  const auto trained = tail({}, TailPrecision::kFloat32);
  const WeightSet before = trained->trained_weights();
  trained->step(batch_, kLabels, kRate, 0);
  EXPECT_THAT(before.at("predictions", "bias").values, testing::ElementsAreArray(kBias));
  EXPECT_NE(trained->trained_weights().at("predictions", "bias").values[0], kBias[0]);
}

}  // namespace
}  // namespace myolens
