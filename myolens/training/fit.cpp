#include "myolens/training/fit.h"

#include <map>
#include <memory>

#include "myolens/base/parallel.h"
#include "myolens/base/stopwatch.h"
#include "myolens/engine/softmax.h"
#include "myolens/training/class_weights.h"

namespace myolens {
namespace {

constexpr size_t kClasses = 2;
constexpr int kEpochsInStep = 2;  // between two looks at patience

struct StageRun {
  const StagePlan& plan;
  const WeightSet& start;
  FitParts parts;
  std::string name;
  int epochs = 0;
  int threads = 1;
  int patience = 0;
  std::string checkpoint{};
};

// A stage with the tail that it trains.
struct StagedTail {
  StagedTail(const FitTask& task, const StageRun& run)
      : tail(make_trainable_tail(task.network.graph, run.plan.tail, run.start,
                                 tail_options(task, run))),
        stage(*tail, run.plan.tail.inputs,
              {task.features, task.labels, run.parts.training, run.parts.validation,
               run.parts.watched, task.variants},
              stage_options(task, run)) {}

  static TailOptions tail_options(const FitTask& task, const StageRun& run) {
    TailOptions options;
    options.trained = run.plan.trained;
    options.optimiser = task.settings.optimiser;
    options.threads = run.threads;
    options.precision = task.settings.precision;
    options.loss = training_loss(task.settings, task.labels, run.parts.training);
    return options;
  }

  static StageOptions stage_options(const FitTask& task, const StageRun& run) {
    StageOptions options;
    options.name = run.name;
    options.checkpoint = run.checkpoint;
    options.epochs = run.epochs;
    options.learning_rate = run.plan.recipe.learning_rate;
    options.batch_size = task.settings.batch_size;
    options.selection = task.settings.selection;
    options.seed = task.settings.seed;
    options.patience = run.patience;
    options.checkpoints = task.checkpoints;
    return options;
  }

  std::unique_ptr<TrainableTail> tail;
  Stage stage;
};

StageResult run(const FitTask& task, const StageRun& stage, Progress& progress) {
  progress.begin(stage.name, static_cast<size_t>(stage.epochs));
  StagedTail trained(task, stage);
  progress.advance(trained.stage.result().history.size() - 1);
  trained.stage.train_until(stage.epochs, progress);
  progress.end();
  return trained.stage.result();
}

// The steps of a head are so short that threads cost more than they give.
int stage_threads(const FitTask& task, const StagePlan& plan) {
  return plan.recipe.part == TrainedPart::kHead ? 1 : task.settings.threads;
}

std::string with_prefix(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : prefix + "/" + name;
}

std::string stage_name(const std::string& prefix, const StagePlan& plan) {
  return with_prefix(prefix, plan.recipe.name);
}

// Folds side by side, each with the weights that it has come to.
class FoldFits {
 public:
  FoldFits(const FitTask& task, const std::vector<Fold>& folds, std::string name)
      : task_(task), folds_(folds), name_(std::move(name)), weights_(folds.size(), task.start) {}

  OutOfFold run(Progress& progress) {
    const Stopwatch watch;
    OutOfFold result;
    for (size_t s = 0; s < task_.plans.size(); ++s) {
      const StagePlan& plan = task_.plans[s];
      std::vector<StageResult> stages = train(plan, progress);
      result.seconds += earlier_seconds(stages);
      std::vector<EpochScores>& curve = result.curves.emplace_back(pooled_curve(stages, folds_));
      const size_t epoch = choose_epoch(curve, plan.recipe.patience);
      result.epochs.push_back(static_cast<int>(epoch));
      if (s + 1 < task_.plans.size()) {
        go_on_from(stages, plan, epoch);
      } else {
        collect_logits(stages, epoch, result);
      }
    }
    result.seconds += watch.seconds();
    return result;
  }

 private:
  // About as long as folds side by side took.
  double earlier_seconds(const std::vector<StageResult>& stages) const {
    double sum = 0;
    for (const StageResult& stage : stages) sum += stage.earlier_seconds;
    return sum / static_cast<double>(
                     std::min(stages.size(), static_cast<size_t>(task_.settings.threads)));
  }

  // All folds in step, so that they can end together.
  std::vector<StageResult> train(const StagePlan& plan, Progress& progress) {
    const int epochs = plan.recipe.epochs;
    const int patience = plan.recipe.patience;
    progress.begin(plan.recipe.name + " of the folds", folds_.size() * static_cast<size_t>(epochs));
    std::vector<std::unique_ptr<StagedTail>> stages(folds_.size());
    each_fold([&](size_t fold) {
      stages[fold] = std::make_unique<StagedTail>(
          task_, StageRun{plan,
                          weights_[fold],
                          {folds_[fold].training, folds_[fold].validation},
                          stage_name(fold_name(fold), plan),
                          epochs});
      progress.advance(stages[fold]->stage.result().history.size() - 1);
    });
    const int round = patience > 0 ? kEpochsInStep : epochs;
    for (int epoch = round; true; epoch += round) {
      each_fold([&](size_t fold) { stages[fold]->stage.train_until(epoch, progress); });
      if (epoch >= epochs || waited(results(stages)) >= static_cast<size_t>(patience)) break;
    }
    for (const auto& fold : stages) fold->stage.end();
    progress.end();
    return results(stages);
  }

  template <typename Work>
  void each_fold(const Work& work) const {
    parallel_for(folds_.size(), static_cast<size_t>(task_.settings.threads), work);
  }

  static std::vector<StageResult> results(const std::vector<std::unique_ptr<StagedTail>>& stages) {
    std::vector<StageResult> found;
    for (const auto& fold : stages) found.push_back(fold->stage.result());
    return found;
  }

  // Epochs since the best one.
  size_t waited(const std::vector<StageResult>& stages) const {
    std::vector<EpochScores> curve = pooled_curve(stages, folds_);
    return curve.size() - 1 - choose_epoch(curve, 0);
  }

  std::string fold_name(size_t fold) const {
    return with_prefix(name_, "fold " + std::to_string(fold + 1));
  }

  // The best epoch of the curve, which ends where patience ran out.
  size_t choose_epoch(std::vector<EpochScores>& curve, int patience) const {
    size_t best = 0;
    for (size_t epoch = 1; epoch < curve.size(); ++epoch) {
      if (patience > 0 && epoch - best > static_cast<size_t>(patience)) {
        curve.resize(epoch);
        break;
      }
      if (is_better(curve[epoch], curve[best], task_.settings.selection)) best = epoch;
    }
    return best;
  }

  // A fold whose own best epoch is another one repeats its first epochs, with the same random
  // numbers.
  void go_on_from(std::vector<StageResult>& stages, const StagePlan& plan, size_t epoch) {
    each_fold([&](size_t fold) {
      if (stages[fold].kept != epoch) {
        SilentProgress silent;
        const std::string name = stage_name(fold_name(fold), plan);
        const FitParts blind{folds_[fold].training, {}};
        stages[fold] = myolens::run(
            task_,
            {plan, weights_[fold], blind, name, static_cast<int>(epoch), 1, 0, name + " repeated"},
            silent);
      }
      weights_[fold].update(stages[fold].weights);
    });
  }

  void collect_logits(const std::vector<StageResult>& stages, size_t epoch,
                      OutOfFold& result) const {
    std::map<size_t, std::pair<float, float>> by_sample;
    for (size_t fold = 0; fold < stages.size(); ++fold) {
      const std::vector<float>& logits = stages[fold].logits[epoch].validation;
      for (size_t i = 0; i < folds_[fold].validation.size(); ++i)
        by_sample[folds_[fold].validation[i]] = {logits[kClasses * i], logits[kClasses * i + 1]};
    }
    for (const auto& [sample, logits] : by_sample) {
      result.samples.push_back(sample);
      result.logits.push_back(logits.first);
      result.logits.push_back(logits.second);
    }
  }

  const FitTask& task_;
  const std::vector<Fold>& folds_;
  const std::string name_;
  std::vector<WeightSet> weights_;
};

}  // namespace

FitResult fit(const FitTask& task, const FitParts& parts, const FitOptions& options,
              Progress& progress) {
  FitResult result;
  WeightSet weights = task.start;
  for (size_t s = 0; s < task.plans.size(); ++s) {
    const StagePlan& plan = task.plans[s];
    const Stopwatch watch;
    const int epochs = options.epochs.empty() ? plan.recipe.epochs : options.epochs[s];
    result.stages.push_back(run(task,
                                {plan, weights, parts, stage_name(options.name, plan), epochs,
                                 stage_threads(task, plan), plan.recipe.patience},
                                progress));
    weights.update(result.stages.back().weights);
    result.weights.update(result.stages.back().weights);
    result.seconds.push_back(watch.seconds() + result.stages.back().earlier_seconds);
  }
  return result;
}

OutOfFold fit_out_of_fold(const FitTask& task, const std::vector<Fold>& folds,
                          const std::string& name, Progress& progress) {
  return FoldFits(task, folds, name).run(progress);
}

}  // namespace myolens
