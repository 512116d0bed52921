#include "myolens/search/head_search.h"

#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "myolens/base/error.h"
#include "myolens/base/json_fault.h"
#include "myolens/training/class_weights.h"

namespace myolens {
namespace {

using Json = nlohmann::json;

constexpr int64_t kClasses = 2;

// What a step costs beside its weights' products with the samples.
constexpr double kOptimiserPasses = 16;   // over the weights, in passes of samples
constexpr double kStepOverhead = 100000;  // in weights

// A backbone that is nothing but its pooled features: a picture of one pixel.
struct HeadOnly {
  Graph graph;
  Subgraph tail;
  std::vector<TrainedLayer> trained;
};

struct InputSizes {
  size_t features = 0;
  size_t clinical = 0;
};

HeadOnly head_only(const InputSizes& sizes, const HeadConfiguration& configuration) {
  HeadOnly only;
  std::vector<LayerId> inputs{
      only.graph.input("input_layer", {1, 1, static_cast<int64_t>(sizes.features)})};
  const HeadLayers head =
      append_head(only.graph, configuration.head, kClasses, static_cast<int64_t>(sizes.clinical));
  if (head.clinical) inputs.push_back(head.clinical->input);
  only.tail = subgraph_between(only.graph, std::move(inputs), {only.graph.output()});
  for (const LayerId id : head.with_weights()) only.trained.push_back({id, 1.0, configuration.l2});
  return only;
}

// The configuration of a trial and the seed of its initial weights follow from its number alone.
struct DrawnTrial {
  HeadConfiguration configuration;
  uint64_t weights_seed = 0;
};

DrawnTrial draw_trial(size_t number, const SearchSpace& space, const TrainingSettings& training) {
  RandomStream random(training.seed, "trial " + std::to_string(number));
  DrawnTrial drawn;
  drawn.configuration = draw_configuration(space, random);
  drawn.configuration.head.clinical_units = training.head.clinical_units;
  drawn.weights_seed = random.next();
  return drawn;
}

class HeadTrial final : public Trial {
 public:
  HeadTrial(size_t number, const HeadSearchData& data, const SearchSpace& space,
            const TrainingSettings& training)
      : number_(number),
        data_(data),
        training_(training),
        drawn_(draw_trial(number, space, training)),
        inputs_{data.pooled},
        tails_(data.folds.size()),
        stages_(data.folds.size()) {
    if (data.clinical) inputs_.push_back(*data.clinical);
  }

  size_t parts() const override { return data_.folds.size(); }

  // A step passes over the weights once per sample, and a few times more for the optimiser; and it
  // takes its time however small the head is.
  double cost() const override {
    const HeadConfiguration& configuration = drawn_.configuration;
    auto inputs = static_cast<double>(data_.features.size_of(data_.pooled));
    double weights = kStepOverhead;
    for (const int64_t units : configuration.head.hidden_units) {
      weights += inputs * static_cast<double>(units);
      inputs = static_cast<double>(units);
    }
    const auto batch = static_cast<double>(configuration.batch_size);
    return weights * (batch + kOptimiserPasses) / batch;
  }

  void train_part(size_t fold, int epochs) override {
    if (diverged_) return;
    if (!tails_[fold]) tails_[fold] = make_tail(data_.folds[fold]);
    // A loss that is no number ends the trial with what it has shown, not the search.
    try {
      stages_[fold] = train_fold(fold, epochs - trained_);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kInvalidArgument) throw;
      diverged_ = true;
    }
  }

  void end_rung(int epochs) override {
    start_.reset();
    if (diverged_) return;
    for (EpochScores scores : pooled_curve(stages_, data_.folds)) {
      if (scores.epoch == 0 && trained_ > 0) continue;  // known from the rung before
      scores.epoch += trained_;
      if (is_better(scores, best_, training_.selection)) best_ = scores;
    }
    trained_ = epochs;
  }

  void retire() override {
    for (auto& tail : tails_) tail.reset();
  }

  const HeadConfiguration& configuration() const { return drawn_.configuration; }
  const EpochScores& best() const { return best_; }

 private:
  // What all folds start from.
  struct Start {
    HeadOnly only;
    WeightSet weights;
  };

  Start make_start() const {
    InputSizes sizes;
    sizes.features = data_.features.size_of(data_.pooled);
    if (data_.clinical) sizes.clinical = data_.features.size_of(*data_.clinical);
    Start start{head_only(sizes, drawn_.configuration), {}};
    start.weights = initial_weights(start.only.graph, drawn_.weights_seed);
    return start;
  }

  std::unique_ptr<TrainableTail> make_tail(const Fold& fold) {
    std::call_once(start_made_, [&] { start_ = make_start(); });
    TailOptions options;
    options.trained = start_->only.trained;
    options.optimiser = training_.optimiser;
    options.loss = training_loss(training_, data_.labels, fold.training);
    return make_trainable_tail(start_->only.graph, start_->only.tail, start_->weights, options);
  }

  // Each rung is a stage of its own that starts from the weights as they are, with random streams
  // of its own.
  StageResult train_fold(size_t fold, int epochs) {
    StageOptions options;
    options.name = "trial " + std::to_string(number_) + " fold " + std::to_string(fold + 1) +
                   " from epoch " + std::to_string(trained_);
    options.epochs = epochs;
    options.learning_rate = learning_rates(training_.rule, drawn_.configuration.a).warm_up;
    options.batch_size = drawn_.configuration.batch_size;
    options.selection = training_.selection;
    options.seed = training_.seed;
    options.keep_weights = false;
    SilentProgress silent;
    return run_stage(*tails_[fold], inputs_,
                     {data_.features,
                      data_.labels,
                      data_.folds[fold].training,
                      data_.folds[fold].validation,
                      {},
                      data_.variants},
                     options, silent);
  }

  size_t number_;
  const HeadSearchData& data_;
  const TrainingSettings& training_;
  const DrawnTrial drawn_;
  std::vector<LayerId> inputs_;                        // of the features, as the tails take them
  std::vector<std::unique_ptr<TrainableTail>> tails_;  // as the folds
  std::vector<StageResult> stages_;                    // of the last rung, as the folds
  std::once_flag start_made_;
  std::optional<Start> start_;  // until all folds have been trained once
  int trained_ = 0;
  std::atomic<bool> diverged_ = false;
  EpochScores best_;  // without scores until an epoch had a finite loss
};

const HeadTrial& as_head(const Trial& trial) { return static_cast<const HeadTrial&>(trial); }

std::string bracket_name(const std::string& search, size_t bracket) {
  return (search.empty() ? "" : search + "/") + "search bracket " + std::to_string(bracket);
}

std::string runs_text(std::span<const HeadTrialRun> runs) {
  Json rows = Json::array();
  for (const HeadTrialRun& run : runs) {
    const HyperbandRung& rung = run.run.rung;
    rows.push_back({{"trial", run.run.trial},
                    {"rung", {rung.bracket, rung.rung, rung.trials, rung.epochs}},
                    {"best", scores_json(run.best)}});
  }
  return rows.dump();
}

std::vector<HeadTrialRun> parse_runs(const std::string& text) {
  std::vector<HeadTrialRun> runs;
  try {
    for (const Json& row : Json::parse(text)) {
      HeadTrialRun run;
      run.run.trial = row.at("trial");
      const Json& rung = row.at("rung");
      run.run.rung = {rung.at(0), rung.at(1), rung.at(2), rung.at(3)};
      run.best = parse_scores(row.at("best"));
      runs.push_back(std::move(run));
    }
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::kBadFormat,
                std::string("a saved bracket of the search is damaged: ") + json_fault(error));
  }
  return runs;
}

}  // namespace

HeadSearchResult search_head(const HeadSearchData& data, const HeadSearchSettings& search,
                             const TrainingSettings& training, const Checkpoints* checkpoints,
                             Progress& progress) {
  validate(search.space);
  HeadSearchResult result;
  size_t bracket_begins = 0;  // its first run
  HyperbandJob job;
  job.make = [&](size_t trial) {
    return std::make_unique<HeadTrial>(trial, data, search.space, training);
  };
  job.better = [&](const Trial& a, const Trial& b) {
    return is_better(as_head(a).best(), as_head(b).best(), training.selection);
  };
  job.record = [&](const TrialRun& run, const Trial& trial) {
    result.runs.push_back({run, as_head(trial).configuration(), as_head(trial).best()});
  };
  job.begin_bracket = [&](size_t bracket) {
    bracket_begins = result.runs.size();
    const auto saved =
        checkpoints ? checkpoints->load_text(bracket_name(data.name, bracket)) : std::nullopt;
    if (!saved) return true;
    for (HeadTrialRun& run : parse_runs(*saved)) {
      run.configuration = draw_trial(run.run.trial, search.space, training).configuration;
      result.runs.push_back(std::move(run));
    }
    return false;
  };
  job.end_bracket = [&](size_t bracket) {
    if (!checkpoints) return;
    checkpoints->save_text(bracket_name(data.name, bracket),
                           runs_text(std::span(result.runs).subspan(bracket_begins)));
  };
  run_hyperband(search.hyperband, job, static_cast<size_t>(training.threads), progress);
  for (size_t i = 1; i < result.runs.size(); ++i) {
    if (is_better(result.runs[i].best, result.runs[result.best].best, training.selection))
      result.best = i;
  }
  if (!result.runs[result.best].best.validation_loss) {
    throw Error(ErrorCode::kInvalidArgument,
                "every trial of the search ended with a loss that is no number; search larger "
                "values of a, which are lower learning rates");
  }
  return result;
}

}  // namespace myolens
