// Makes what tools/keras_comparison.py gives to onnxruntime:
//   onnx_sample REFERENCE.json FOLDER
// Writes FOLDER/model.onnx, a classifier on the backbone of the reference with its weight fill, and
// FOLDER/maps.u8, some pictures (samples x size x size x 3 bytes). Prints one line of JSON with the
// probabilities that prediction gives for them.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/file.h"
#include "myolens/classifier/classifier.h"
#include "myolens/classifier/onnx_export.h"
#include "tests/support/reference_file.h"
#include "tests/support/reference_fill.h"
#include "tests/support/small_bundle.h"

namespace {

using namespace myolens;
using Json = nlohmann::json;

constexpr int kThreads = 2;
constexpr int kSamples = 3;

ModelBundle bundle_of(const NetworkReference& reference) {
  const Backbone& backbone = find_backbone(reference.model);
  ModelBundle bundle;
  bundle.backbone = backbone.name;
  bundle.input_size = reference.input_size;
  bundle.preprocessing = backbone.preprocessing;
  bundle.head = {{16}, 0.5};
  bundle.labels = {"CAD", "non-CAD"};
  bundle.weights_origin = "filled";
  bundle.program_version = MYOLENS_VERSION;
  bundle.weights =
      filled_weights(build_classifier_graph(bundle).graph, {reference.seed, reference.kernel_gain});
  return bundle;
}

std::vector<double> probabilities(const ModelBundle& bundle, const std::vector<Picture>& maps) {
  std::vector<double> result;
  for (const Prediction& prediction : Classifier(bundle, kThreads).predict(maps))
    result.push_back(prediction.probability);
  return result;
}

// Filled weights give any size of logits. This one makes the largest log odds 2, so that no
// probability is 0 or 1 whatever the logits are.
double telling_temperature(ModelBundle bundle, const std::vector<Picture>& maps) {
  bundle.temperature = 100;
  double largest = 0;
  for (const double p : probabilities(bundle, maps))
    largest = std::max(largest, std::abs(std::log(p / (1 - p))) * bundle.temperature);
  return std::clamp(largest / 2, 0.01, 100.0);
}

void write_sample(const std::filesystem::path& reference_file,
                  const std::filesystem::path& folder) {
  ModelBundle bundle =
      bundle_of(parse_network_reference(Json::parse(read_text_file(reference_file))));
  std::vector<Picture> maps;
  Bytes samples;
  for (int i = 0; i < kSamples; ++i) {
    maps.push_back(small_picture(i, bundle.input_size));
    const auto& values = maps.back().shown.samples;
    samples.insert(samples.end(), values.begin(), values.end());
  }
  bundle.temperature = telling_temperature(bundle, maps);
  export_onnx(bundle, folder / "model.onnx");
  write_file(folder / "maps.u8", samples);
  const Json line{{"model", bundle.backbone},
                  {"input_size", bundle.input_size},
                  {"temperature", bundle.temperature},
                  {"probabilities", probabilities(bundle, maps)}};
  std::puts(line.dump().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 3) throw std::invalid_argument("usage: onnx_sample REFERENCE.json FOLDER");
    write_sample(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "onnx_sample: %s\n", error.what());
    return 1;
  }
  return 0;
}
