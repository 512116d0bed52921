#include "myolens/experiment/procedure.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/base/stopwatch.h"
#include "myolens/experiment/patient_inputs.h"
#include "myolens/metrics/calibration.h"
#include "myolens/training/streamed_features.h"

namespace myolens {
namespace {

std::vector<ScoredSample> scored(const std::vector<size_t>& samples,
                                 const std::vector<float>& logits) {
  std::vector<ScoredSample> result;
  for (size_t i = 0; i < samples.size(); ++i)
    result.push_back({samples[i], double{logits[2 * i]} - double{logits[2 * i + 1]}});
  return result;
}

class Procedure {
 public:
  Procedure(const ProcedureTask& task, const Choice& choice, const std::string& name,
            Progress& progress)
      : task_(task),
        choice_(choice),
        name_(name),
        progress_(progress),
        inputs_(task.bundle, task.features, task.data, fitted_samples(choice), task.variants) {}

  ProcedureResult run() {
    check_parts();
    result_.training = task_.settings.training;
    result_.clinical = inputs_.bundle().clinical;
    note_unread_columns();
    if (task_.settings.search) search();
    PlannedNetwork planned =
        plan_network(inputs_.bundle(), task_.settings.strategy, result_.training);
    const FitTask fits{planned.network,   planned.start,  planned.plans,    inputs_.features(),
                       task_.data.labels, task_.variants, result_.training, task_.checkpoints};
    for (const StagePlan& plan : planned.plans) result_.stages.push_back({plan, 0, {}});
    if (choice_.folds.size() > 1) {
      choose_out_of_fold(fits);
    } else {
      choose_while_fitting(fits);
    }
    planned.start.update(result_.weights);
    result_.weights = std::move(planned.start);
    calibrate();
    return std::move(result_);
  }

 private:
  void check_parts() const {
    for (const Fold& fold : choice_.folds) {
      check_part(task_.data, fold.training, "training");
      check_part(task_.data, fold.validation, "validation");
    }
  }

  // Samples of the last fit.
  static std::vector<size_t> fitted_samples(const Choice& choice) {
    if (choice.folds.size() == 1) return choice.folds[0].training;
    std::vector<size_t> samples;
    for (const Fold& fold : choice.folds)
      samples.insert(samples.end(), fold.validation.begin(), fold.validation.end());
    std::ranges::sort(samples);
    return samples;
  }

  void note_unread_columns() {
    const std::vector<std::string> learned = result_.clinical.names();
    for (const std::string& column : task_.data.clinical_columns) {
      if (std::ranges::find(learned, column) == learned.end())
        progress_.note("the clinical column " + column +
                       " has one value only among the training patients, and is left out");
    }
  }

  void search() {
    const Stopwatch watch;
    const HeadLayers layers = build_classifier_graph(inputs_.bundle()).head;
    HeadSearchData data{inputs_.features(), layers.pooled,  task_.data.labels,
                        choice_.folds,      task_.variants, name_};
    if (layers.clinical) data.clinical = layers.clinical->input;
    result_.search =
        search_head(data, *task_.settings.search, result_.training, task_.checkpoints, progress_);
    const HeadConfiguration& best = result_.search->runs[result_.search->best].configuration;
    result_.training.head = best.head;
    result_.training.a = best.a;
    result_.training.head_l2 = best.l2;
    result_.training.batch_size = best.batch_size;
    result_.search_seconds = watch.seconds();
  }

  void choose_out_of_fold(const FitTask& fits) {
    const OutOfFold chosen = fit_out_of_fold(fits, choice_.folds, name_, progress_);
    result_.fold_seconds = chosen.seconds;
    result_.choosing = scored(chosen.samples, chosen.logits);
    for (size_t s = 0; s < result_.stages.size(); ++s) {
      result_.stages[s].epoch = chosen.epochs[s];
      result_.stages[s].curve = chosen.curves[s];
    }
    const FitResult fitted =
        fit(fits, {chosen.samples, {}, choice_.watched}, {name_, chosen.epochs}, progress_);
    for (size_t s = 0; s < result_.stages.size(); ++s)
      result_.stages[s].refit = fitted.stages[s].history;
    take(fitted);
  }

  void choose_while_fitting(const FitTask& fits) {
    const Fold& fold = choice_.folds.at(0);
    const FitResult fitted =
        fit(fits, {fold.training, fold.validation, choice_.watched}, {name_, {}}, progress_);
    for (size_t s = 0; s < result_.stages.size(); ++s) {
      const StageResult& stage = fitted.stages[s];
      result_.stages[s].epoch = stage.history[stage.kept].epoch;
      result_.stages[s].curve = stage.history;
    }
    const StageResult& last = fitted.stages.back();
    result_.choosing = scored(fold.validation, last.logits[last.kept].validation);
    take(fitted);
  }

  void take(const FitResult& fitted) {
    result_.weights = fitted.weights;
    for (size_t s = 0; s < result_.stages.size(); ++s)
      result_.stages[s].seconds = fitted.seconds[s];
    const StageResult& last = fitted.stages.back();
    result_.watched = scored(choice_.watched, last.logits[last.kept].watched);
  }

  void calibrate() {
    std::vector<double> logits;
    std::vector<int> truths;
    for (const ScoredSample& one : result_.choosing) {
      logits.push_back(one.logit);
      truths.push_back(task_.data.labels[one.sample] == 0 ? 1 : 0);
    }
    // Samples that set no temperature leave the probabilities as they are.
    const TemperatureFit fitted = fit_temperature(logits, truths);
    if (task_.settings.calibrate && !fitted.at_limit) result_.temperature = fitted.temperature;
    result_.threshold =
        choose_threshold(choosing_cases(result_, task_.data), task_.settings.threshold).value();
  }

  const ProcedureTask& task_;
  const Choice& choice_;
  const std::string& name_;
  Progress& progress_;
  const PatientInputs inputs_;
  ProcedureResult result_;
};

}  // namespace

PlannedNetwork plan_network(const ModelBundle& bundle, Strategy strategy,
                            const TrainingSettings& training) {
  ModelBundle headed = bundle;
  headed.head = training.head;
  const Graph backbone = build_backbone(headed);
  PlannedNetwork planned;
  planned.network = build_classifier_graph(headed);
  planned.plans = plan_stages(planned.network, backbone, strategy, training);
  planned.start = initial_weights(planned.network.graph, training.seed,
                                  weights_for(bundle.weights, backbone, bundle.weights_origin));
  return planned;
}

std::vector<LayerId> feature_layers(const ModelBundle& bundle, const ProcedureSettings& settings) {
  const ClassifierGraph network = build_classifier_graph(bundle);
  std::vector<LayerId> layers = live_layers(
      plan_stages(network, build_backbone(bundle), settings.strategy, settings.training));
  if (settings.search && std::ranges::find(layers, network.head.pooled) == layers.end())
    layers.push_back(network.head.pooled);
  return layers;
}

std::vector<LayerId> usual_cut(const ModelBundle& bundle) {
  const ClassifierGraph network = build_classifier_graph(bundle);
  std::vector<LayerId> maps;
  try {
    maps = live_layers(plan_stages(network, build_backbone(bundle), Strategy::kFineTuningOnly, {}));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kInvalidArgument) throw;
  }
  // Clinical values come in above.
  std::erase_if(maps, [&](LayerId id) { return network.graph.layer(id).output.size() == 1; });
  if (is_network_input(network.graph, maps)) maps.clear();
  return maps;
}

double probability(double logit, double temperature) {
  return 1.0 / (1.0 + std::exp(-logit / temperature));
}

std::vector<ScoredCase> choosing_cases(const ProcedureResult& result, const TrainingData& data) {
  std::vector<ScoredCase> cases;
  for (const ScoredSample& one : result.choosing) {
    const InputChecksum& picture = data.checksums[one.sample];
    cases.push_back({picture.patient, picture.file, data.labels[one.sample] == 0 ? 1 : 0,
                     probability(one.logit, result.temperature)});
  }
  return cases;
}

ProcedureResult run_procedure(const ProcedureTask& task, const Choice& choice,
                              const std::string& name, Progress& progress) {
  return Procedure(task, choice, name, progress).run();
}

}  // namespace myolens
