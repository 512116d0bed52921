#include "myolens/report/epoch_records.h"

namespace myolens {

bool is_refit(const StageHistory& history) { return history.stage.ends_with(" refit"); }

std::vector<EpochRecord> epoch_records(const StageHistory& history) {
  std::vector<EpochRecord> records;
  for (const EpochScores& epoch : history.epochs) {
    if (epoch.epoch == 0) continue;
    records.push_back({epoch.training_accuracy, epoch.training_loss, epoch.validation_accuracy,
                       epoch.validation_loss});
  }
  return records;
}

}  // namespace myolens
