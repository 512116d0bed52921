// The paper's six ways to train a network (its Table 4), as lists of stages.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/training/settings.h"

namespace myolens {

enum class Strategy {
  kScratch,         // 1: all layers from random values
  kAllLayers,       // 2: all layers from the given weights
  kFrozenBottom,    // 3: the lowest layers frozen, the rest trained at once
  kWarmUpOnly,      // 4: the head alone
  kFineTuningOnly,  // 5: head and top layers at once, at the smaller rate
  kTwoStage         // 6: warm-up, then fine-tuning
};

struct StrategyEntry {
  Strategy strategy;
  int number;  // the paper's
  std::string_view name;
  std::string_view description;
};

// All six, by number.
std::span<const StrategyEntry> strategies();
const StrategyEntry& entry_of(Strategy strategy);

// By name or number. Errors: kInvalidArgument with the nearest name.
Strategy find_strategy(std::string_view name);

// The paper froze 200 of the 564 layers of ResNet152V2; other backbones get the same share.
inline constexpr double kFrozenShare = 200.0 / 564.0;

enum class TrainedPart { kHead, kTopLayers, kAboveFrozenShare, kAll };

struct StageRecipe {
  std::string name;  // "warm-up", "fine-tuning"; "training" where there is one stage only
  TrainedPart part = TrainedPart::kHead;
  bool train_batch_norm = false;
  int epochs = 0;
  double learning_rate = 0;
  int patience = 0;
};

// Stages without epochs are left out. Strategies 1 to 3 train for the settings' warm-up epochs at
// LR1, with batch normalisation trained as in Keras: frozen, a network from scratch could not
// learn. Strategy 5 trains for the fine-tuning epochs at LR2.
std::vector<StageRecipe> stage_recipes(Strategy strategy, const TrainingSettings& settings);

}  // namespace myolens
