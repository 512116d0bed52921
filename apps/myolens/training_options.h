// The settings of a training as options of a command.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "myolens/training/settings.h"

namespace CLI {
class App;
}

namespace myolens {

// CLI11 cannot write the effective value of an enumeration back into a configuration, so names are
// kept as text.
struct TrainingOptions {
  TrainingSettings settings;  // what needs no name; seed and threads stay as they are
  std::string rule = "A";
  std::string selection = "loss";
  std::string optimiser = "adam";
  std::string class_weights = "none";
  std::string cut = "third";
  std::string fine_tuning_patience = "auto";
  std::string precision = "fp32";
};

// Heading of options without a group of their own.
inline constexpr const char* kPlainOptions = "Options";

// `options` must outlive `app`. Leaves the group of further options plain.
void add_training_options(TrainingOptions& options, CLI::App& app);

// Patience of fine-tuning where folds choose its epoch together: with a few epochs more than they
// need, the folds together take a third of the time.
inline constexpr int kPatienceOfFolds = 8;

// `folds_choose`: what "auto" means for patience. Errors: kInvalidArgument, naming the option.
TrainingSettings training_settings(const TrainingOptions& options, bool folds_choose);

// "third", "layer=NAME", "layers=COUNT" or "parameters=SHARE". Errors: kInvalidArgument.
CutRule parse_cut(const std::string& text);

}  // namespace myolens
