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
};

// `options` must outlive `app`.
void add_training_options(TrainingOptions& options, CLI::App& app);

// Errors: kInvalidArgument, naming the option.
TrainingSettings training_settings(const TrainingOptions& options);

// "third", "layer=NAME", "layers=COUNT" or "parameters=SHARE". Errors: kInvalidArgument.
CutRule parse_cut(const std::string& text);

}  // namespace myolens
