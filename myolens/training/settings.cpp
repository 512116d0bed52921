#include "myolens/training/settings.h"

#include <cmath>

#include "myolens/base/error.h"

namespace myolens {
namespace {

void require(bool holds, const std::string& message) {
  if (!holds) throw Error(ErrorCode::kInvalidArgument, message);
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
  require(settings.batch_size >= 1, "the batch size must be at least 1");
  require(settings.a > 0.0 && settings.a <= 10.0,
          "a must lie in (0, 10]; the paper tunes it between 3 and 4");
  require(settings.threads >= 1, "at least one thread is needed");
}

}  // namespace myolens
