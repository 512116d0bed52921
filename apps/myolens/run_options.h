// What commands that train have in common, as options of a command.
#pragma once

#include <string>

#include "apps/myolens/command.h"
#include "apps/myolens/search_options.h"
#include "apps/myolens/training_options.h"
#include "myolens/experiment/train_run.h"

namespace myolens {

struct RunOptions {
  TrainRunOptions run;  // what needs no name
  TrainingOptions training;
  SearchOptions search;
  std::string protocol;
  std::string threshold = "0.5";
  std::string clinical;
  bool validation_split = false;
  double cache_gigabytes = 20;
};

// Cohort, folder, backbone's weights, protocol, training, search, cache. `options` must outlive
// `app`.
void add_run_options(RunOptions& options, const std::string& default_protocol, CLI::App& app);

// Which clinical columns are read, and what reads them. `options` must outlive `app`.
void add_clinical_options(RunOptions& options, CLI::App& app);

// Errors: kInvalidArgument, naming the option.
TrainRunOptions train_run_options(const RunOptions& options, const Context& context);

}  // namespace myolens
