#include "myolens/training/strategy.h"

#include <algorithm>
#include <array>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr std::array kStrategies{
    StrategyEntry{Strategy::kScratch, 1, "scratch", "from scratch, all layers"},
    StrategyEntry{Strategy::kAllLayers, 2, "all-layers", "all layers from the given weights"},
    StrategyEntry{Strategy::kFrozenBottom, 3, "frozen-bottom", "lowest 35 % of the layers frozen"},
    StrategyEntry{Strategy::kWarmUpOnly, 4, "warm-up", "head only, backbone frozen"},
    StrategyEntry{Strategy::kFineTuningOnly, 5, "fine-tuning", "head and top layers at once"},
    StrategyEntry{Strategy::kTwoStage, 6, "two-stage", "warm-up, then fine-tuning"}};

}  // namespace

std::span<const StrategyEntry> strategies() { return kStrategies; }

const StrategyEntry& entry_of(Strategy strategy) {
  return *std::ranges::find(kStrategies, strategy, &StrategyEntry::strategy);
}

Strategy find_strategy(std::string_view name) {
  std::vector<std::string> names;
  for (const StrategyEntry& entry : kStrategies) {
    if (name == entry.name || name == std::to_string(entry.number)) return entry.strategy;
    names.emplace_back(entry.name);
  }
  throw Error(ErrorCode::kInvalidArgument, "unknown strategy \"" + std::string(name) + "\"" +
                                               nearest_name_hint(name, names) +
                                               "; expected a number from 1 to 6 or a name");
}

std::vector<StageRecipe> stage_recipes(Strategy strategy, const TrainingSettings& settings) {
  const LearningRates rates = learning_rates(settings.rule, settings.a);
  const StageRecipe warm_up{"warm-up",     TrainedPart::kHead,       false, settings.warm_up_epochs,
                            rates.warm_up, settings.warm_up_patience};
  const StageRecipe fine_tuning{"fine-tuning",
                                TrainedPart::kTopLayers,
                                settings.train_batch_norm,
                                settings.fine_tuning_epochs,
                                rates.fine_tuning,
                                settings.fine_tuning_patience};
  const auto at_once = [&](TrainedPart part) {
    return StageRecipe{
        "training", part, true, settings.warm_up_epochs, rates.warm_up, settings.warm_up_patience};
  };
  std::vector<StageRecipe> recipes;
  switch (strategy) {
    case Strategy::kScratch:
    case Strategy::kAllLayers:
      recipes = {at_once(TrainedPart::kAll)};
      break;
    case Strategy::kFrozenBottom:
      recipes = {at_once(TrainedPart::kAboveFrozenShare)};
      break;
    case Strategy::kWarmUpOnly:
      recipes = {warm_up};
      break;
    case Strategy::kFineTuningOnly:
      recipes = {fine_tuning};
      break;
    case Strategy::kTwoStage:
      recipes = {warm_up, fine_tuning};
      break;
  }
  std::erase_if(recipes, [](const StageRecipe& recipe) { return recipe.epochs == 0; });
  return recipes;
}

}  // namespace myolens
