#include "myolens/experiment/train_run.h"

#include <algorithm>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/parallel.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/environment.h"
#include "myolens/experiment/prepared_cohort.h"
#include "myolens/experiment/tensorboard.h"

namespace myolens {
namespace {

constexpr const char* kRandomOrigin = "random initial values";

int class_index(const Cohort& cohort, const CohortEntry& entry) {
  return entry.label == cohort.positive_label ? 0 : 1;
}

PartFacts part_facts(const Cohort& cohort, const std::string& name,
                     const std::vector<size_t>& entries) {
  PartFacts part{name, 0, 0};
  for (const size_t entry : entries) {
    ++(class_index(cohort, cohort.entries[entry]) == 0 ? part.positives : part.negatives);
  }
  return part;
}

// Only these pictures are opened: a training cannot look at the test part by mistake.
struct TrainingPart {
  TrainingImages images;
  std::vector<InputChecksum> checksums;
};

TrainingPart training_part(const Cohort& cohort, const std::vector<size_t>& train,
                           const std::vector<size_t>& validation, size_t threads) {
  TrainingPart part;
  const auto add = [&](const std::vector<size_t>& entries, std::vector<size_t>& indices) {
    for (const size_t entry : entries) {
      indices.push_back(part.images.files.size());
      part.images.files.push_back(cohort.entries[entry].file);
      part.images.labels.push_back(class_index(cohort, cohort.entries[entry]));
      part.checksums.push_back(
          {cohort.entries[entry].patient, cohort.entries[entry].file.filename().string(), ""});
    }
  };
  add(train, part.images.training);
  add(validation, part.images.validation);
  parallel_for(part.checksums.size(), threads, [&](size_t i) {
    part.checksums[i].sha256 = sha256_hex_of_file(part.images.files[i]);
  });
  return part;
}

StoreEntry starting_entry(const TrainRunOptions& options, const std::string& backbone,
                          const WeightStore& store) {
  const bool imagenet = options.weights == kImageNetWeights;
  if (!imagenet && !store.find(options.weights)) {
    std::vector<std::string> known = store.names();
    known.insert(known.end(), {kImageNetWeights, kRandomWeights});
    throw Error(ErrorCode::kInvalidArgument,
                "no weights are called \"" + options.weights + "\"" +
                    nearest_name_hint(options.weights, known) +
                    "; `myolens weights list` shows those in the store");
  }
  StoreEntry entry = store.verify(imagenet ? backbone : options.weights);
  if (entry.backbone != backbone) {
    throw Error(ErrorCode::kInvalidArgument, "the weights " + entry.name + " belong to " +
                                                 entry.backbone + ", not to " + backbone +
                                                 "; give --backbone " + entry.backbone);
  }
  if (imagenet && entry.provenance != Provenance::kImageNet) {
    throw Error(ErrorCode::kInvalidArgument,
                "the weights " + entry.name + " in the store are not ImageNet's (" + entry.origin +
                    "); give --weights " + entry.name + " if they are meant");
  }
  return entry;
}

std::string described_origin(const StoreEntry& entry) {
  switch (entry.provenance) {
    case Provenance::kImageNet:
      return entry.origin;
    case Provenance::kRandom:
      return entry.origin + ", " + kRandomOrigin;
    case Provenance::kUser:
      return entry.origin + ", the user's own weights";
  }
  return entry.origin;
}

void set_stored_weights(const StoreEntry& entry, const WeightStore& store, ModelBundle& bundle) {
  bundle.weights = store.load(entry.name);
  bundle.imagenet_rescaling = entry.imagenet_rescaling;
  bundle.weights_origin = described_origin(entry);
  bundle.weights_trained_on = entry.provenance == Provenance::kImageNet ? "ImageNet" : "";
}

ModelBundle starting_bundle(const TrainRunOptions& options, const PreparedCohort& prepared,
                            const WeightStore& store) {
  const Cohort& cohort = prepared.cohort;
  const Backbone& backbone = find_backbone(options.backbone);
  ModelBundle bundle;
  bundle.backbone = backbone.name;
  bundle.input_size = backbone.input_size;
  bundle.preprocessing = backbone.preprocessing;
  bundle.colours = prepared.colours;
  bundle.labels = cohort.labels;
  bundle.synthetic_data = cohort.synthetic;
  bundle.program_version = MYOLENS_VERSION;
  if (options.weights == kRandomWeights) {
    bundle.weights = initial_weights(build_backbone(bundle), options.training.seed);
    bundle.weights_origin = kRandomOrigin;
  } else {
    set_stored_weights(starting_entry(options, bundle.backbone, store), store, bundle);
  }
  return bundle;
}

std::string rule_name(LearningRateRule rule) {
  return {static_cast<char>('A' + static_cast<int>(rule))};
}

RunFacts collect_facts(const TrainingSettings& training, const PreparedCohort& prepared,
                       const ModelBundle& bundle, const TrainingResult& result) {
  const auto best = [](const StageResult& stage) {
    return stage.history.empty() ? 0 : stage.history[stage.best].epoch;
  };
  const ClassifierGraph network = build_classifier_graph(bundle);
  RunFacts facts;
  facts.cohort = prepared.cohort.folder.string();
  facts.rule = rule_name(training.rule);
  facts.a = training.a;
  facts.selection = training.selection == Selection::kLoss ? "loss" : "accuracy";
  facts.seed = training.seed;
  facts.parameters = network.graph.parameters();
  facts.feature_seconds = result.feature_seconds;
  facts.stages = {
      {"warm-up", network.graph.layer(network.head.dense[0]).name, result.warm_up_parameters,
       result.rates.warm_up, best(result.warm_up), result.warm_up_seconds},
      {"fine-tuning", result.cut_layer, result.fine_tuning_parameters, result.rates.fine_tuning,
       best(result.fine_tuning), result.fine_tuning_seconds}};
  return facts;
}

}  // namespace

RunFacts train_run(const TrainRunOptions& options, const WeightStore& store, Progress& progress) {
  validate(options.training);
  NewFolder folder(options.out);
  const RunFolder run(folder.path());
  const PreparedCohort prepared = read_prepared_cohort(
      options.cohort, {.positive_label = options.positive_label, .labels = {}});
  const Cohort& cohort = prepared.cohort;
  const Split split = options.split.empty() ? make_split(cohort, {.seed = options.training.seed})
                                            : read_split(options.split, cohort);
  const auto train = entries_of(cohort, split.train);
  const auto validation = entries_of(cohort, split.validation);
  TrainingPart part =
      training_part(cohort, train, validation, static_cast<size_t>(options.training.threads));

  ModelBundle bundle = starting_bundle(options, prepared, store);
  bundle.training_inputs = std::move(part.checksums);
  TrainingSettings training = options.training;
  SearchFacts search;
  if (options.search) {
    search = choose_head(run, bundle, part.images, *options.search, training, progress);
  }
  const TrainingResult result = train_two_stage(bundle, part.images, training, progress);

  RunFacts facts = collect_facts(training, prepared, bundle, result);
  facts.search = search;
  facts.parts = {part_facts(cohort, "train", train), part_facts(cohort, "validation", validation),
                 part_facts(cohort, "test", entries_of(cohort, split.test))};
  write_file(run.config(), options.config);
  write_environment(run.environment(), static_cast<size_t>(options.training.threads));
  write_split(run.split(), split);
  const std::vector<StageHistory> history{{"warm-up", result.warm_up.history},
                                          {"fine-tuning", result.fine_tuning.history}};
  write_history(run, history);
  write_event_files(run, history);
  write_facts(run, facts);
  write_bundle(bundle, run.bundle());
  folder.commit();
  return facts;
}

}  // namespace myolens
