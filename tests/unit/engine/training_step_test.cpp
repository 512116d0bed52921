// Steps against the formula of Keras, computed here in double, and against Keras itself.
#include <array>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/engine/softmax.h"
#include "myolens/engine/trainable_tail.h"
#include "tests/support/error_matcher.h"

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
  explicit DenseReference(const OptimiserSettings& adam)
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

  OptimiserSettings adam_;
  std::vector<double> values_;
  std::vector<double> first_;
  std::vector<double> second_;
  int steps_ = 0;
};

class TrainingStep : public testing::Test {
 protected:
  TrainingStep() {
    layer_ = graph_.add("predictions", Dense{kClasses, ActivationKind::kSoftmax},
                        graph_.input("features", {kFeatures}));
    weights_.set("predictions", "kernel", make_tensor({kFeatures, kClasses}, kKernel));
    weights_.set("predictions", "bias", make_tensor({kClasses}, kBias));
  }

  std::unique_ptr<TrainableTail> tail(const OptimiserSettings& optimiser, Precision precision,
                                      TrainedLayer how = {}, const LossSettings& loss = {}) const {
    how.layer = layer_;
    return make_trainable_tail(graph_, subgraph_between(graph_, {0}, {layer_}), weights_,
                               {{how}, optimiser, 1, precision, loss});
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
TEST_F(TrainingStep, FollowsTheFormulaOfAdamForThreeSteps) {
  for (const double epsilon : {1e-7, 1e-2}) {
    const OptimiserSettings adam{.epsilon = epsilon};
    DenseReference reference(adam);
    const auto tail32 = tail(adam, Precision::kFloat32);
    const auto tail64 = tail(adam, Precision::kFloat64);
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

TEST_F(TrainingStep, MultipliesTheRateByTheFactorOfTheLayer) {
  for (const OptimiserKind kind :
       {OptimiserKind::kAdam, OptimiserKind::kAdamW, OptimiserKind::kSgd}) {
    const auto whole = tail({kind}, Precision::kFloat32);
    const auto quarter = tail({kind}, Precision::kFloat32, {.rate_factor = 0.25});
    for (int step = 0; step < 2; ++step) {
      whole->step(batch_, kLabels, kRate, 0);
      quarter->step(batch_, kLabels, 4 * kRate, 0);
    }
    EXPECT_EQ(values(*whole), values(*quarter)) << static_cast<int>(kind);
  }
}

struct KerasCase {
  const char* name;
  OptimiserSettings optimiser;
  LossSettings loss;
  double l2;
  std::array<double, 4> losses;  // before each step
  std::array<double, 8> values;  // kernel and bias after the last
};

const OptimiserSettings kPlainSgd{.kind = OptimiserKind::kSgd, .momentum = 0};

// Keras 3.15.1 on TensorFlow in float32: this layer, four times train_on_batch at rate 0.05, with
// CategoricalCrossentropy(label_smoothing), class_weight and kernel_regularizer=L2.
const KerasCase kKerasCases[]{
    {"Adam",
     {},
     {},
     0,
     {0.78852087, 0.72343367, 0.67074972, 0.62778294},
     {0.18924369, -0.089243576, -0.098366126, 0.59836614, -0.30287191, 0.052871905, -0.020748526,
      0.020748509}},
    {"AdamW",
     {.kind = OptimiserKind::kAdamW},
     {},
     0,
     {0.78852087, 0.72339666, 0.67070401, 0.6277405},
     {0.18923312, -0.089313082, -0.09838517, 0.59798533, -0.3025353, 0.052735217, -0.020753216,
      0.020753253}},
    {"AdamW that shrinks fast",
     {.kind = OptimiserKind::kAdamW, .weight_decay = 0.5},
     {},
     0,
     {0.78852087, 0.71888053, 0.66530466, 0.62287569},
     {0.18746555, -0.097096711, -0.10050285, 0.55234683, -0.26250809, 0.036586132, -0.021273006,
      0.021272955}},
    {"SGD",
     kPlainSgd,
     {},
     0,
     {0.78852087, 0.76813775, 0.74920684, 0.73165971},
     {0.2912755, -0.19127545, 0.051290922, 0.44870907, -0.42975712, 0.17975712, 0.092802495,
      -0.092802495}},
    {"SGD with momentum",
     {.kind = OptimiserKind::kSgd},
     {},
     0,
     {0.78852087, 0.76813775, 0.73218709, 0.68715388},
     {0.28028941, -0.18028939, -0.0099773295, 0.50997728, -0.34152099, 0.09152095, 0.083711386,
      -0.083711401}},
    {"class weights",
     kPlainSgd,
     {.class_weights = {2, 0.5}},
     0,
     {0.90606749, 0.84793109, 0.79816759, 0.75586611},
     {0.32960641, -0.22960643, 0.03836067, 0.46163934, -0.39412323, 0.14412323, 0.15748195,
      -0.15748195}},
    {"label smoothing",
     kPlainSgd,
     {.label_smoothing = 0.1},
     0,
     {0.79430211, 0.77585316, 0.75870693, 0.74280244},
     {0.28715628, -0.18715629, 0.055466574, 0.44453344, -0.43265548, 0.1826555, 0.092830211,
      -0.092830211}},
    {"weights and smoothing",
     kPlainSgd,
     {{2, 0.5}, 0.2},
     0,
     {0.93481761, 0.88980162, 0.85134488, 0.81871253},
     {0.31664309, -0.21664305, 0.045689534, 0.45431045, -0.40145117, 0.15145113, 0.14346322,
      -0.14346322}},
    {"L2",
     kPlainSgd,
     {},
     0.1,
     {0.8497709, 0.82389277, 0.80033416, 0.77893716},
     {0.2801711, -0.18411146, 0.048174851, 0.43212318, -0.4116829, 0.1715339, 0.092757016,
      -0.092757016}},
    {"weights, smoothing and L2",
     kPlainSgd,
     {{2, 0.5}, 0.2},
     0.1,
     {0.99606764, 0.94471836, 0.90164238, 0.86574173},
     {0.30489889, -0.20883928, 0.042960837, 0.43733719, -0.38427177, 0.14412279, 0.14342991,
      -0.14342991}},
};

TEST_F(TrainingStep, FollowsKerasWithEveryOptimiserAndLoss) {
  for (const KerasCase& c : kKerasCases) {
    SCOPED_TRACE(c.name);
    const auto trained = tail(c.optimiser, Precision::kFloat32, {.l2 = c.l2}, c.loss);
    for (const double loss : c.losses) {
      EXPECT_NEAR(trained->step(batch_, kLabels, 0.05, 0).loss, loss, 1e-6);
    }
    for (size_t i = 0; i < c.values.size(); ++i) {
      EXPECT_NEAR(values(*trained)[i], c.values[i], 1e-6);
    }
  }
}

TEST_F(TrainingStep, NeedsAClassWeightPerClass) {
  EXPECT_THAT(
      [&] {
        tail({}, Precision::kFloat32, {}, {.class_weights = {1, 2, 3}});
      },
      FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("2 class weights")));
}

TEST_F(TrainingStep, GivesTheSameBitsAgain) {
  const auto run = [&] {
    const auto trained = tail({}, Precision::kFloat32);
    for (int step = 0; step < 5; ++step) trained->step(batch_, kLabels, kRate, 7);
    return values(*trained);
  };
  EXPECT_EQ(run(), run());
}

TEST_F(TrainingStep, HandsOutCopiesThatLaterStepsDoNotMove) {
  const auto trained = tail({}, Precision::kFloat32);
  const WeightSet before = trained->trained_weights();
  trained->step(batch_, kLabels, kRate, 0);
  EXPECT_THAT(before.at("predictions", "bias").values, testing::ElementsAreArray(kBias));
  EXPECT_NE(trained->trained_weights().at("predictions", "bias").values[0], kBias[0]);
}

}  // namespace
}  // namespace myolens
