#include "myolens/experiment/starting_bundle.h"

#include "myolens/backbones/catalogue.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr const char* kRandomOrigin = "random initial values";

StoreEntry starting_entry(const StartingPoint& start, const WeightStore& store) {
  const bool imagenet = start.weights == kImageNetWeights;
  if (!imagenet && !store.find(start.weights)) {
    std::vector<std::string> known = store.names();
    known.insert(known.end(), {kImageNetWeights, kRandomWeights});
    throw Error(ErrorCode::kInvalidArgument,
                "no weights are called \"" + start.weights + "\"" +
                    nearest_name_hint(start.weights, known) +
                    "; `myolens weights list` shows those in the store");
  }
  StoreEntry entry = store.verify(imagenet ? start.backbone : start.weights);
  if (entry.backbone != start.backbone) {
    throw Error(ErrorCode::kInvalidArgument, "the weights " + entry.name + " belong to " +
                                                 entry.backbone + ", not to " + start.backbone +
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
  bundle.weights_sha256 = entry.sha256;
  bundle.weights_trained_on = entry.provenance == Provenance::kImageNet ? "ImageNet" : "";
}

}  // namespace

ModelBundle starting_bundle(const StartingPoint& start, const PreparedCohort& prepared,
                            const WeightStore& store) {
  const Cohort& cohort = prepared.cohort;
  const Backbone& backbone = find_backbone(start.backbone);
  ModelBundle bundle;
  bundle.backbone = backbone.name;
  bundle.input_size = backbone.input_size;
  bundle.preprocessing = backbone.preprocessing;
  bundle.colours = prepared.colours;
  bundle.labels = cohort.labels;
  bundle.reference_standard = prepared.reference_standard;
  bundle.synthetic_data = cohort.synthetic;
  bundle.program_version = MYOLENS_VERSION;
  if (start.weights == kRandomWeights) {
    bundle.weights = initial_weights(build_backbone(bundle), start.seed);
    bundle.weights_origin = kRandomOrigin;
  } else {
    set_stored_weights(starting_entry({bundle.backbone, start.weights, start.seed}, store), store,
                       bundle);
  }
  return bundle;
}

}  // namespace myolens
