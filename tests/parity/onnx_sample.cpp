// Makes what tools/onnx_comparison.py gives to onnxruntime:
//   onnx_sample FOLDER [REFERENCE.json [clinical]]
// Writes FOLDER/model.onnx and FOLDER/input.f32, and prints one line of JSON with the shape of the
// input and the outputs that Myolens gives. With a reference file of Keras (tests/data/README.md)
// the model is a classifier on that backbone, with the reference's weight fill, on demand with
// clinical values beside the picture, FOLDER/clinical.f32; without, a small network with every kind
// of layer.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/file.h"
#include "myolens/classifier/classifier.h"
#include "myolens/classifier/onnx_export.h"
#include "myolens/classifier/onnx_layers.h"
#include "myolens/engine/forward.h"
#include "tests/support/every_layer_network.h"
#include "tests/support/reference_file.h"
#include "tests/support/reference_fill.h"

namespace {

using namespace myolens;
namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr int kThreads = 2;
constexpr size_t kSamples = 3;

struct Sample {
  std::string model;
  int input_size = 0;
  std::vector<float> input;       // samples x input_size x input_size x 3
  std::vector<double> outputs;    // two per sample
  std::vector<float> clinical{};  // samples x places, as the exported model takes them
};

// The number lies far from 0 and varies little, as years do.
ClinicalEncoding clinical_encoding() {
  ClinicalColumn year;
  year.name = "year";
  year.mean = 2015.3;
  year.deviation = 2.6;
  year.may_be_missing = true;
  ClinicalColumn sex;
  sex.name = "sex";
  sex.texts = {"F", "M"};
  return ClinicalEncoding::from({sex, year});
}

// One patient for each sample, and the same in the places of the encoding.
const std::vector<ClinicalValues> kPatients{{{"sex", "F"}, {"year", "2019"}},
                                            {{"sex", "M"}, {"year", ""}},
                                            {{"sex", "M"}, {"year", "2011.5"}}};
const std::vector<float> kPlaces{1, 0, 2019, 0, 0, 1, 2015.3F, 1, 0, 1, 2011.5F, 0};

ModelBundle bundle_of(const NetworkReference& reference, bool clinical) {
  const Backbone& backbone = find_backbone(reference.model);
  ModelBundle bundle;
  bundle.backbone = backbone.name;
  bundle.input_size = reference.input_size;
  bundle.preprocessing = backbone.preprocessing;
  bundle.head = {{16}, 0.5};
  if (clinical) bundle.clinical = clinical_encoding();
  bundle.labels = {"CAD", "non-CAD"};
  bundle.weights_origin = "filled";
  bundle.program_version = MYOLENS_VERSION;
  bundle.weights =
      filled_weights(build_classifier_graph(bundle).graph, {reference.seed, reference.kernel_gain});
  return bundle;
}

std::vector<double> probabilities(const ModelBundle& bundle, const std::vector<Picture>& maps) {
  std::vector<double> result;
  Classifier classifier(bundle, kThreads);
  for (size_t i = 0; i < maps.size(); ++i) {  // one by one: no second engine is compiled
    const std::vector<float> clinical = bundle.clinical.encode(kPatients.at(i)).values;
    const double probability = classifier.predict(maps[i], clinical).probability;
    result.insert(result.end(), {probability, 1 - probability});
  }
  return result;
}

// Filled weights give any size of logits. This one makes the largest log odds 1, so that no
// probability is near 0 or 1 whatever the logits are.
double telling_temperature(ModelBundle bundle, const std::vector<Picture>& maps) {
  bundle.temperature = 100;
  double largest = 0;
  for (const double p : probabilities(bundle, maps))
    largest = std::max(largest, std::abs(std::log(p / (1 - p))) * bundle.temperature);
  return std::clamp(largest, 0.01, 100.0);
}

// The input of the reference in 8 bits: for that, its weights amplify rounding little.
std::vector<Picture> noisy_maps(uint64_t seed, int size) {
  const auto values = filled_input(seed, kSamples, size, 127.5F, 127.5F);
  std::vector<Picture> maps;
  for (size_t i = 0; i < kSamples; ++i) {
    Image image(size, size, 3);
    const size_t count = image.samples.size();
    for (size_t k = 0; k < count; ++k)
      image.samples[k] = static_cast<uint8_t>(values[i * count + k]);
    maps.push_back({std::move(image)});
  }
  return maps;
}

Sample write_classifier(const fs::path& reference, bool clinical, const fs::path& model) {
  const NetworkReference network = parse_network_reference(Json::parse(read_text_file(reference)));
  ModelBundle bundle = bundle_of(network, clinical);
  const std::vector<Picture> maps = noisy_maps(network.seed, network.input_size);
  std::vector<float> input;
  for (const Picture& map : maps)
    input.insert(input.end(), map.shown.samples.begin(), map.shown.samples.end());
  bundle.temperature = telling_temperature(bundle, maps);
  export_onnx(bundle, model);
  return {bundle.backbone, bundle.input_size, std::move(input), probabilities(bundle, maps),
          clinical ? kPlaces : std::vector<float>()};
}

Sample write_every_layer(const fs::path& file) {
  constexpr int kSide = 25;
  const Graph graph = every_layer_network(kSide);
  const Subgraph whole = subgraph_between(graph, {graph.find("input_layer")}, {graph.output()});
  const WeightSet weights = filled_weights(graph, {1, 3});
  OnnxModel model;
  model.name = "every_layer";
  model.inputs = {{"maps", {kSide, kSide, 3}}};
  model.nodes.push_back(
      {"Transpose", {"maps"}, "channels_first", {{"perm", std::vector<int64_t>{0, 3, 1, 2}}}});
  model.output = {add_onnx_layers(graph, whole, weights, {"channels_first"}, model), {2}};
  write_onnx(model, file);
  std::vector<float> input = filled_input(1, kSamples, kSide, 127.5F, 127.5F);
  ForwardEngine engine(graph, whole, weights, {.threads = kThreads, .batch = kSamples});
  const auto logits = engine.run({input}, kSamples)[0];
  return {model.name, kSide, std::move(input), {logits.begin(), logits.end()}};
}

void write_input(const std::vector<float>& values, const fs::path& file) {
  write_file(file, std::span(reinterpret_cast<const uint8_t*>(values.data()),
                             values.size() * sizeof(float)));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const bool clinical = argc == 4 && std::string(argv[3]) == "clinical";
    if (argc < 2 || argc > 4 || (argc == 4 && !clinical))
      throw std::invalid_argument("usage: onnx_sample FOLDER [FILE.json [clinical]]");
    const fs::path folder(argv[1]);
    const Sample sample = argc > 2 ? write_classifier(argv[2], clinical, folder / "model.onnx")
                                   : write_every_layer(folder / "model.onnx");
    write_input(sample.input, folder / "input.f32");
    if (clinical) write_input(sample.clinical, folder / "clinical.f32");
    const Json line{{"model", sample.model},
                    {"shape", {kSamples, sample.input_size, sample.input_size, 3}},
                    {"outputs", sample.outputs}};
    std::puts(line.dump().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "onnx_sample: %s\n", error.what());
    return 1;
  }
  return 0;
}
