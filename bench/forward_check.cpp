// Forward passes of a backbone with its pooling in our engine, for bench/run, which lets several
// engines measure in turn: reads lines "BATCH PASSES" from standard input and answers each with the
// seconds of every pass; the first line that it writes holds the pooled features of the inputs.
//   forward_check resnet50 weights.h5 inputs.f32
//   forward_check resnet50 weights.h5 inputs.f32 --onnx FILE    only writes the network
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/stopwatch.h"
#include "myolens/classifier/onnx_layers.h"
#include "myolens/engine/forward.h"
#include "myolens/weights/fit.h"

namespace myolens {
namespace {

constexpr const char* kInput = "input";

struct Options {
  std::string backbone;
  std::string weights;
  std::string inputs;
  std::string onnx;
  int threads = 2;
};

class Network {
 public:
  explicit Network(const Options& options)
      : options_(options),
        backbone_(find_backbone(options.backbone)),
        graph_(build_backbone(backbone_, {.input_size = backbone_.input_size})) {
    weights_ = fit_weights(read_weight_file(options.weights), std::span(&graph_, 1)).weights;
    graph_.add("pooled", GlobalAveragePooling2D{}, graph_.output());
    whole_ = subgraph_between(graph_, {graph_.find("input_layer")}, {graph_.output()});
    const Bytes bytes = read_file(options.inputs);
    inputs_.resize(bytes.size() / sizeof(float));
    std::memcpy(inputs_.data(), bytes.data(), inputs_.size() * sizeof(float));
  }

  size_t sample_size() const {
    const auto side = static_cast<size_t>(backbone_.input_size);
    return side * side * 3;
  }

  // From the same input as all other engines, channels last and scaled already.
  void write_onnx_file() const {
    OnnxModel model;
    model.name = backbone_.name;
    model.producer_version = MYOLENS_VERSION;
    model.inputs = {{kInput, {backbone_.input_size, backbone_.input_size, 3}}};
    const std::string channels_first = "channels_first";
    model.nodes.push_back(
        {"Transpose", {kInput}, channels_first, {{"perm", std::vector<int64_t>{0, 3, 1, 2}}}});
    const std::string output = add_onnx_layers(graph_, whole_, weights_, {channels_first}, model);
    model.output = {output, graph_.layer(graph_.output()).output};
    write_onnx(model, options_.onnx);
  }

  ForwardEngine engine(int batch) const {
    return ForwardEngine(graph_, whole_, weights_, {.threads = options_.threads, .batch = batch});
  }

  std::span<const float> inputs(size_t samples) const {
    return std::span(inputs_).first(samples * sample_size());
  }

 private:
  const Options& options_;
  const Backbone& backbone_;
  Graph graph_;
  WeightSet weights_;
  Subgraph whole_;
  std::vector<float> inputs_;
};

void answer(const nlohmann::json& line) { std::cout << line.dump() << std::endl; }

void serve(const Options& options) {
  const Network network(options);
  if (!options.onnx.empty()) return network.write_onnx_file();
  std::map<int, ForwardEngine> engines;
  for (const int batch : {1, 8}) engines.emplace(batch, network.engine(batch));
  answer({{"pooled", engines.at(1).run({network.inputs(2)}, 2)[0]}});
  int batch = 0;
  int passes = 0;
  while (std::cin >> batch >> passes) {
    ForwardEngine& engine = engines.at(batch);
    const auto samples = static_cast<size_t>(batch);
    std::vector<double> seconds;
    engine.run({network.inputs(samples)}, samples);
    for (int pass = 0; pass < passes; ++pass) {
      const Stopwatch watch;
      engine.run({network.inputs(samples)}, samples);
      seconds.push_back(watch.seconds());
    }
    answer({{"seconds", seconds}});
  }
}

}  // namespace
}  // namespace myolens

int main(int argc, char** argv) {
  myolens::Options options;
  CLI::App app{"Measures forward passes on request"};
  app.add_option("backbone", options.backbone, "The network")->required();
  app.add_option("weights", options.weights, "Weight file of Keras without top")->required();
  app.add_option("inputs", options.inputs, "At least 8 inputs, float32, channels last")->required();
  app.add_option("--onnx", options.onnx, "Only write the network to this new file");
  app.add_option("--threads", options.threads, "Threads");
  CLI11_PARSE(app, argc, argv);
  try {
    myolens::serve(options);
  } catch (const myolens::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
