#include "myolens/training/settings.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr size_t kMostVariants = 1000;

void require(bool holds, const std::string& message) {
  if (!holds) throw Error(ErrorCode::kInvalidArgument, message);
}

void validate_optimiser(const OptimiserSettings& optimiser) {
  const auto below_one = [](double value) { return value >= 0.0 && value < 1.0; };
  require(below_one(optimiser.beta1) && below_one(optimiser.beta2),
          "Adam's beta1 and beta2 must lie in [0, 1)");
  require(optimiser.epsilon > 0.0, "Adam's epsilon must be above 0");
  require(optimiser.weight_decay >= 0.0 && optimiser.weight_decay <= 1.0,
          "the weight decay must lie in [0, 1]");
  require(below_one(optimiser.momentum), "the momentum must lie in [0, 1)");
}

void validate_loss(const TrainingSettings& settings) {
  require(settings.label_smoothing >= 0.0 && settings.label_smoothing < 1.0,
          "the label smoothing must lie in [0, 1)");
  require(settings.head_l2 >= 0.0 && settings.head_l2 <= 1.0,
          "the L2 penalty of the head must lie in [0, 1]");
  if (settings.class_weighting != ClassWeighting::kGiven) return;
  const auto& weights = settings.given_class_weights;
  require(weights.size() == 2 &&
              std::ranges::all_of(
                  weights, [](double weight) { return weight > 0.0 && std::isfinite(weight); }),
          "two class weights above 0 are needed, of the positive class and of the negative");
}

}  // namespace

LearningRates learning_rates(LearningRateRule rule, double a) {
  constexpr double kFixedWarmUpRate = 1e-3;
  switch (rule) {
    case LearningRateRule::kA:
      return {std::pow(10.0, -a), std::pow(10.0, -a) / 10.0};
    case LearningRateRule::kB:
      return {kFixedWarmUpRate, kFixedWarmUpRate * std::pow(10.0, -a)};
    case LearningRateRule::kC:
      return {kFixedWarmUpRate, kFixedWarmUpRate / a};
  }
  throw Error(ErrorCode::kInternal, "a learning-rate rule without a formula");
}

void validate(const TrainingSettings& settings) {
  require(settings.warm_up_epochs >= 1, "warm-up needs at least 1 epoch");
  require(settings.fine_tuning_epochs >= 0, "the number of fine-tuning epochs cannot be negative");
  require(settings.warm_up_patience >= 0 && settings.fine_tuning_patience >= 0,
          "the patience of a stage cannot be negative; 0 trains all epochs");
  require(settings.batch_size >= 1, "the batch size must be at least 1");
  require(settings.a > 0.0 && settings.a <= 10.0,
          "a must lie in (0, 10]; the paper tunes it between 3 and 4");
  require(settings.rate_decay > 0.0 && settings.rate_decay <= 1.0,
          "the rate decay must lie in (0, 1]; 1 trains all layers at one rate");
  const int64_t clinical_units = settings.head.clinical_units;
  require(clinical_units >= 1 && clinical_units <= kMostClinicalUnits,
          "the layer of clinical values has 1 to " + std::to_string(kMostClinicalUnits) + " units");
  require(settings.threads >= 1, "at least one thread is needed");
  require(settings.augmentation.variants <= kMostVariants,
          "at most " + std::to_string(kMostVariants) + " augmented variants of a picture are kept");
  validate(settings.augmentation.limits);
  validate_optimiser(settings.optimiser);
  validate_loss(settings);
}

}  // namespace myolens
