#include "myolens/training/two_stage.h"

#include <algorithm>
#include <chrono>

#include "myolens/base/error.h"
#include "myolens/training/class_weights.h"
#include "myolens/training/stage_plan.h"

namespace myolens {
namespace {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void check_part(const std::vector<int>& labels, const std::vector<size_t>& rows,
                const std::string& name) {
  const auto positives = std::ranges::count_if(rows, [&](size_t row) { return labels[row] == 0; });
  if (positives == 0 || positives == static_cast<std::ptrdiff_t>(rows.size())) {
    throw Error(ErrorCode::kBadData, "the " + name + " part holds " + std::to_string(rows.size()) +
                                         " images of one class only; training needs both");
  }
}

class TwoStageTrainer {
 public:
  TwoStageTrainer(ModelBundle& bundle, const TrainingImages& images,
                  const TrainingSettings& settings, Progress& progress)
      : bundle_(bundle),
        images_(images),
        settings_(settings),
        progress_(progress),
        network_(build_classifier_graph(bundle)),
        range_(fine_tuning_range(build_backbone(bundle), settings.cut)) {}

  TrainingResult run() {
    initialise_weights();
    const StagePlan warm_up = plan_warm_up(network_, settings_);
    const StagePlan fine_tuning = plan_fine_tuning(network_, range_, settings_);
    TrainingResult result;
    result.rates = learning_rates(settings_.rule, settings_.a);
    result.cut_layer = network_.graph.layer(range_.first_trained).name;
    result.warm_up_parameters = warm_up.parameters;
    result.fine_tuning_parameters = fine_tuning.parameters;

    const Stopwatch features_watch;
    const FrozenFeatures features = compute_features(warm_up, fine_tuning);
    result.feature_seconds = features_watch.seconds();

    const Stopwatch warm_up_watch;
    result.warm_up = train(warm_up, features,
                           {.name = "warm-up",
                            .epochs = settings_.warm_up_epochs,
                            .learning_rate = result.rates.warm_up,
                            .patience = settings_.warm_up_patience});
    result.warm_up_seconds = warm_up_watch.seconds();

    const Stopwatch fine_tuning_watch;
    result.fine_tuning = train(fine_tuning, features,
                               {.name = "fine-tuning",
                                .epochs = settings_.fine_tuning_epochs,
                                .learning_rate = result.rates.fine_tuning,
                                .patience = settings_.fine_tuning_patience});
    result.fine_tuning_seconds = fine_tuning_watch.seconds();
    return result;
  }

 private:
  void initialise_weights() {
    WeightSet weights = initial_weights(network_.graph, settings_.seed);
    weights.update(weights_for(bundle_.weights, build_backbone(bundle_), bundle_.weights_origin));
    bundle_.weights = std::move(weights);
  }

  FrozenFeatures compute_features(const StagePlan& warm_up, const StagePlan& fine_tuning) {
    std::vector<LayerId> layers = warm_up.tail.inputs;
    if (settings_.fine_tuning_epochs > 0) {
      layers.insert(layers.end(), fine_tuning.tail.inputs.begin(), fine_tuning.tail.inputs.end());
    }
    return compute_frozen_features(bundle_, network_.graph, layers, images_.files,
                                   settings_.threads, progress_);
  }

  TailOptions tail_options(const StagePlan& plan) const {
    return {.trained = plan.trained,
            .optimiser = settings_.optimiser,
            .threads = settings_.threads,
            .loss = training_loss(settings_, images_.labels, images_.training)};
  }

  StageResult train(const StagePlan& plan, const FrozenFeatures& features, StageOptions options) {
    if (options.epochs == 0) return {};
    options.batch_size = settings_.batch_size;
    options.selection = settings_.selection;
    options.seed = settings_.seed;
    const auto tail =
        make_trainable_tail(network_.graph, plan.tail, bundle_.weights, tail_options(plan));
    StageResult result = run_stage(*tail, plan.tail.inputs,
                                   {features, images_.labels, images_.training, images_.validation},
                                   options, progress_);
    bundle_.weights.update(result.best_weights);
    return result;
  }

  ModelBundle& bundle_;
  const TrainingImages& images_;
  const TrainingSettings& settings_;
  Progress& progress_;
  const ClassifierGraph network_;
  const FineTuningRange range_;
};

}  // namespace

void check_parts(const TrainingImages& images) {
  check_part(images.labels, images.training, "training");
  check_part(images.labels, images.validation, "validation");
}

TrainingResult train_two_stage(ModelBundle& bundle, const TrainingImages& images,
                               const TrainingSettings& settings, Progress& progress) {
  validate(settings);
  check_parts(images);
  bundle.head = settings.head;
  return TwoStageTrainer(bundle, images, settings, progress).run();
}

}  // namespace myolens
