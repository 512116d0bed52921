// A trained classifier with everything that prediction needs, as a folder: bundle.json,
// weights.safetensors, training_domain.safetensors, normal_maps.safetensors, and SHA256SUMS with
// the checksums of all four.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "myolens/backbones/catalogue.h"
#include "myolens/classifier/head.h"
#include "myolens/classifier/training_domain.h"
#include "myolens/cohort/clinical_encoding.h"
#include "myolens/polarmap/deficit.h"
#include "myolens/polarmap/screen_preparation.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

struct InputChecksum {
  std::string patient;
  std::string file;  // name only, no folder
  std::string sha256;
};

// A score that the training itself found, on patients that it did not learn from.
struct BundleMetric {
  std::string name;         // "AUC"
  std::string measured_on;  // "out-of-fold predictions of 174 patients"
  double value = 0;
  std::optional<double> low = {};  // 95 % interval
  std::optional<double> high = {};
};

// The classes among the training pictures, and how much a picture of each counted in the loss.
struct TrainingMix {
  int64_t positives = 0;  // none of either: not known
  int64_t negatives = 0;
  double positive_weight = 1;
  double negative_weight = 1;

  // Share of the positive class that the probabilities are made for: of the weights of all
  // pictures. Nothing when a class is missing.
  std::optional<double> prevalence() const;
};

struct ModelBundle {
  std::string backbone;  // name in the catalogue
  int input_size = 224;
  bool imagenet_rescaling = false;  // see BackboneOptions
  Preprocessing preprocessing = Preprocessing::kCaffe;
  ColourHandling colours;  // of the maps it was trained on; new screens are prepared so
  HeadSpec head;
  ClinicalEncoding clinical;        // of the values read beside the picture; empty: none
  std::vector<std::string> labels;  // by class index; labels[0] is the positive class
  double temperature = 1;           // divides the logits before the softmax; in [0.01, 100]
  double threshold = 0.5;  // the call is positive when the probability of class 0 is at least this
  std::string threshold_rule;  // how it was chosen, in words; may be empty

  std::string weights_origin;      // where the backbone's weights came from
  std::string weights_sha256;      // of that file; empty for random values
  std::string weights_trained_on;  // "ImageNet", or empty: then they must not be called pre-trained
  std::string reference_standard;  // how the labels were established; empty: not stated
  bool synthetic_data = false;     // trained on synthetic patients
  std::string program_version;
  std::string cohort_fingerprint;  // SHA-256 of the prepared cohort; may be empty
  std::vector<InputChecksum> training_inputs;
  TrainingMix training_mix;
  std::vector<NormalGroup> views;     // of the training maps, by view and state; empty: not known
  std::vector<BundleMetric> metrics;  // at most kBundleMetricLimit

  TrainingDomain domain;  // what its training maps look like
  NormalMaps normals;     // of the negative class in training
  WeightSet weights;      // of the whole classifier graph
};

inline constexpr size_t kBundleMetricLimit = 100;

// The backbone of a bundle, without head.
Graph build_backbone(const ModelBundle& bundle);

// The classifier graph of a bundle: backbone and head.
struct ClassifierGraph {
  Graph graph;
  HeadLayers head;

  std::vector<LayerId> inputs() const;  // the picture, then the clinical values where there are any
};
ClassifierGraph build_classifier_graph(const ModelBundle& bundle);

// Writes a new folder. Errors: kInvalidArgument (it exists, or a value of the bundle could not be
// read again), kWriteFailed.
void write_bundle(const ModelBundle& bundle, const std::filesystem::path& folder);

// The files of a bundle, and nothing that lies beside them, into a new folder. Errors: as
// check_checksum_list of the bundle; kWriteFailed.
void copy_bundle(const std::filesystem::path& from, const std::filesystem::path& to);

// Errors: kNotFound, kBadFormat (damaged, another version), kLimitExceeded, kBadData (weights that
// do not fit), kChecksumMismatch.
ModelBundle read_bundle(const std::filesystem::path& folder);

}  // namespace myolens
