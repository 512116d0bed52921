// A trained classifier with everything that prediction needs, as a folder: bundle.json and
// weights.safetensors.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "myolens/backbones/catalogue.h"
#include "myolens/classifier/head.h"
#include "myolens/polarmap/screen_preparation.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

struct InputChecksum {
  std::string patient;
  std::string file;  // name only, no folder
  std::string sha256;
};

struct ModelBundle {
  std::string backbone;  // name in the catalogue
  int input_size = 224;
  bool imagenet_rescaling = false;  // see BackboneOptions
  Preprocessing preprocessing = Preprocessing::kCaffe;
  ColourHandling colours;  // of the maps it was trained on; new screens are prepared so
  HeadSpec head;
  std::vector<std::string> labels;  // by class index; labels[0] is the positive class
  double threshold = 0.5;  // the call is positive when the probability of class 0 is at least this

  std::string weights_origin;      // where the backbone's weights came from
  std::string weights_trained_on;  // "ImageNet", or empty: then they must not be called pre-trained
  bool synthetic_data = false;     // trained on synthetic patients
  std::string program_version;
  std::vector<InputChecksum> training_inputs;

  WeightSet weights;  // of the whole classifier graph
};

// The backbone of a bundle, without head.
Graph build_backbone(const ModelBundle& bundle);

// The classifier graph of a bundle: backbone and head.
struct ClassifierGraph {
  Graph graph;
  HeadLayers head;
};
ClassifierGraph build_classifier_graph(const ModelBundle& bundle);

// Writes a new folder. Errors: kInvalidArgument (it exists), kWriteFailed.
void write_bundle(const ModelBundle& bundle, const std::filesystem::path& folder);

// Errors: kNotFound, kBadFormat (damaged, another version), kBadData (weights that do not fit),
// kChecksumMismatch.
ModelBundle read_bundle(const std::filesystem::path& folder);

}  // namespace myolens
