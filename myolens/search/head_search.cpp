#include "myolens/search/head_search.h"

#include <cmath>
#include <limits>
#include <string>

#include "myolens/base/error.h"
#include "myolens/training/class_weights.h"

namespace myolens {
namespace {

constexpr int64_t kClasses = 2;

// A backbone that is nothing but its pooled features: a picture of one pixel.
struct HeadOnly {
  Graph graph;
  Subgraph tail;
  std::vector<TrainedLayer> trained;
};

HeadOnly head_only(int64_t features, const HeadConfiguration& configuration) {
  HeadOnly only;
  const LayerId input = only.graph.input("input_layer", {1, 1, features});
  const HeadLayers head = append_head(only.graph, configuration.head, kClasses);
  only.tail = subgraph_between(only.graph, {input}, {only.graph.output()});
  for (const LayerId id : head.dense) only.trained.push_back({id, 1.0, configuration.l2});
  return only;
}

class HeadTrial final : public Trial {
 public:
  HeadTrial(size_t number, const StageData& data, const SearchSpace& space,
            const TrainingSettings& training)
      : number_(number), data_(data), training_(training) {
    best_.validation_loss = std::numeric_limits<double>::infinity();
    const std::string name = "trial " + std::to_string(number);
    RandomStream random(training.seed, name);
    configuration_ = draw_configuration(space, random);
    const auto features = static_cast<int64_t>(data.features.size_of(0));
    const HeadOnly only = head_only(features, configuration_);
    inputs_ = data.features.layers;
    TailOptions options;
    options.trained = only.trained;
    options.optimiser = training.optimiser;
    options.loss = training_loss(training, data.labels, data.training);
    tail_ = make_trainable_tail(only.graph, only.tail, initial_weights(only.graph, random.next()),
                                options);
  }

  void train_until(int epochs) override {
    if (diverged_) return;
    // Each rung is a stage of its own that starts from the weights as they are, with streams of its
    // own.
    StageOptions options;
    options.name = "trial " + std::to_string(number_) + " from epoch " + std::to_string(trained_);
    options.epochs = epochs - trained_;
    options.learning_rate = learning_rates(training_.rule, configuration_.a).warm_up;
    options.batch_size = configuration_.batch_size;
    options.selection = training_.selection;
    options.seed = training_.seed;
    const StageResult result = run(options);
    for (EpochScores scores : result.history) {
      if (scores.epoch == 0 && trained_ > 0) continue;  // known from the rung before
      scores.epoch += trained_;
      if (!has_best_ || is_better(scores, best_, training_.selection)) best_ = scores;
      has_best_ = true;
    }
    trained_ = epochs;
  }

  // A loss that is no number ends the trial with what it has shown, not the search.
  StageResult run(const StageOptions& options) {
    SilentProgress silent;
    try {
      return run_stage(*tail_, inputs_, data_, options, silent);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kInvalidArgument) throw;
      diverged_ = true;
      return {};
    }
  }

  const HeadConfiguration& configuration() const { return configuration_; }
  const EpochScores& best() const { return best_; }

 private:
  size_t number_;
  const StageData& data_;
  const TrainingSettings& training_;
  HeadConfiguration configuration_;
  std::vector<LayerId> inputs_;
  std::unique_ptr<TrainableTail> tail_;
  int trained_ = 0;
  bool diverged_ = false;
  bool has_best_ = false;
  EpochScores best_;
};

const HeadTrial& as_head(const Trial& trial) { return static_cast<const HeadTrial&>(trial); }

}  // namespace

HeadSearchResult search_head(const StageData& data, const HeadSearchSettings& search,
                             const TrainingSettings& training, Progress& progress) {
  validate(search.space);
  if (data.features.layers.size() != 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "a head is searched on one tensor of pooled features, got " +
                    std::to_string(data.features.layers.size()));
  }
  HeadSearchResult result;
  const auto better = [&](const Trial& a, const Trial& b) {
    return is_better(as_head(a).best(), as_head(b).best(), training.selection);
  };
  const auto record = [&](const TrialRun& run, const Trial& trial) {
    const HeadTrial& head = as_head(trial);
    result.runs.push_back({run, head.configuration(), head.best()});
    const EpochScores& leader = result.runs[result.best].best;
    if (is_better(head.best(), leader, training.selection)) result.best = result.runs.size() - 1;
  };
  run_hyperband(search.hyperband,
                {[&](size_t trial) {
                   return std::make_unique<HeadTrial>(trial, data, search.space, training);
                 },
                 record, better},
                static_cast<size_t>(training.threads), progress);
  if (!std::isfinite(result.runs[result.best].best.validation_loss)) {
    throw Error(ErrorCode::kInvalidArgument,
                "every trial of the search ended with a loss that is no number; search larger "
                "values of a, which are lower learning rates");
  }
  return result;
}

}  // namespace myolens
