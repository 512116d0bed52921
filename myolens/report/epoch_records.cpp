#include "myolens/report/epoch_records.h"

#include <algorithm>

namespace myolens {

bool is_refit(const StageHistory& history) { return history.stage.ends_with(" refit"); }

namespace {

std::vector<EpochRecord> epoch_records(const StageHistory& history) {
  std::vector<EpochRecord> records;
  for (const EpochScores& epoch : history.epochs) {
    if (epoch.epoch == 0) continue;
    records.push_back({epoch.training_accuracy, epoch.training_loss, epoch.validation_accuracy,
                       epoch.validation_loss});
  }
  return records;
}

}  // namespace

TrainingStage training_stage(const StageFacts& facts, const std::vector<StageHistory>& history) {
  TrainingStage stage;
  stage.name = facts.name;
  stage.first_trained_layer = facts.first_trained_layer;
  stage.trained_parameters = facts.trained_parameters;
  stage.learning_rate = facts.learning_rate;
  stage.chosen_epoch = facts.best_epoch;
  const auto found = std::ranges::find(history, facts.name, &StageHistory::stage);
  if (found != history.end()) stage.epochs = epoch_records(*found);
  return stage;
}

}  // namespace myolens
