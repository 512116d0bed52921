#include "tests/support/reference_file.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "myolens/backbones/catalogue.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/softmax.h"
#include "myolens/engine/trainable_tail.h"
#include "tests/support/reference_fill.h"

namespace myolens {
namespace {

using Json = nlohmann::json;

Json pair(Extent extent) { return {extent.height, extent.width}; }

struct Describer {
  Json& out;
  void operator()(const InputLayer&) const {}
  void operator()(const ZeroPadding2D& p) const {
    out["padding"] = {{p.top, p.bottom}, {p.left, p.right}};
  }
  void operator()(const Conv2D& c) const {
    out["kernel_size"] = pair(c.kernel_size);
    out["strides"] = pair(c.strides);
    out["padding"] = name_of(c.padding);
    out["use_bias"] = c.use_bias;
    out["activation"] = name_of(c.activation);
    out["dilation_rate"] = {1, 1};
  }
  void operator()(const BatchNormalization& n) const {
    out["epsilon"] = n.epsilon;
    out["scale"] = true;
  }
  void operator()(const Activation& a) const { out["activation"] = name_of(a.kind); }
  void operator()(const MaxPooling2D& p) const {
    out["pool_size"] = pair(p.pool_size);
    out["strides"] = pair(p.strides);
    out["padding"] = name_of(p.padding);
  }
  void operator()(const Add&) const {}
  void operator()(const GlobalAveragePooling2D&) const {}
  void operator()(const Dense& d) const { out["activation"] = name_of(d.activation); }
  void operator()(const Dropout& d) const { out["rate"] = d.rate; }
};

double largest_relative_difference(const std::vector<float>& ours, const Json& reference) {
  std::vector<double> expected;
  for (const Json& row : reference) {
    for (const Json& value : row) expected.push_back(value.get<double>());
  }
  if (ours.size() != expected.size()) return INFINITY;
  const double count = static_cast<double>(expected.size());
  const double mean = std::accumulate(expected.begin(), expected.end(), 0.0) / count;
  double variance = 0.0;
  double largest = 0.0;
  for (size_t i = 0; i < expected.size(); ++i) {
    variance += (expected[i] - mean) * (expected[i] - mean) / count;
    // A comparison that stays false for NaN would hide it.
    const double difference = std::abs(ours[i] - expected[i]);
    largest = std::isfinite(difference) ? std::max(largest, difference) : INFINITY;
  }
  return largest / std::sqrt(variance);
}

std::vector<float> reference_input(const Json& reference, int64_t samples, int64_t size) {
  std::vector<float> input =
      fill_values(reference.at("seed"), "input", static_cast<size_t>(samples * size * size * 3));
  const float scale = reference.value("input_scale", 1.0f);
  const float offset = reference.value("input_offset", 0.0f);
  for (float& value : input) value = value * scale + offset;
  return input;
}

constexpr int64_t kReferenceSamples = 2;

}  // namespace

Json describe_layer(const Layer& layer) {
  Json out{{"name", layer.name},
           {"type", type_name(layer.operation)},
           {"parameters", layer.parameters()},
           {"output", layer.output}};
  std::visit(Describer{out}, layer.operation);
  return out;
}

std::vector<std::string> structure_differences(const Json& reference) {
  const Backbone& backbone = find_backbone(reference.at("model").get<std::string>());
  const int size = reference.at("input_size");
  const Graph graph = build_backbone(backbone, size, false);
  const Graph with_top = build_backbone(backbone, size, true);
  const auto order = graph.keras_order();
  std::vector<std::string> differences;
  const auto compare = [&](const std::string& what, const Json& ours, const Json& expected) {
    if (ours != expected)
      differences.push_back(what + ": " + ours.dump() + ", Keras has " + expected.dump());
  };
  compare("layers without top", order.size(), reference.at("layers_no_top"));
  compare("layers with top", with_top.keras_order().size(), reference.at("layers_with_top"));
  compare("parameters without top", graph.parameters(), reference.at("params_no_top"));
  compare("parameters with top", with_top.parameters(), reference.at("params_with_top"));
  compare("last feature layer", graph.layer(graph.output()).name,
          reference.at("last_feature_layer"));
  const Json& layers = reference.at("layers");
  for (size_t i = 0; i < std::min(order.size(), layers.size()); ++i) {
    compare("layer " + std::to_string(i), describe_layer(graph.layer(order[i])), layers[i]);
  }
  return differences;
}

std::vector<EngineParity> engine_parity(const Json& reference) {
  const int size = reference.at("input_size");
  const Graph graph =
      build_backbone(find_backbone(reference.at("model").get<std::string>()), size, true);
  const WeightSet weights =
      filled_weights(graph, {reference.at("seed"), reference.at("kernel_gain")});
  const std::vector<float> input = reference_input(reference, kReferenceSamples, size);
  const LayerId pooled = graph.layer(graph.output()).inputs[0];
  const Subgraph whole = subgraph_between(graph, {0}, {graph.output(), pooled});

  const auto compare = [&](const std::string& engine, const std::vector<SampleValues>& outputs) {
    return EngineParity{engine, largest_relative_difference(outputs[1], reference.at("gap")),
                        largest_relative_difference(outputs[0], reference.at("logits"))};
  };
  ForwardEngine forward(graph, whole, weights, {.threads = 2, .batch = 2});
  const auto tail =
      make_trainable_tail(graph, whole, weights, {.trained = {}, .adam = {}, .threads = 2});
  return {compare("openvino", forward.run({input}, kReferenceSamples)),
          compare("libtorch", tail->forward({{input}, kReferenceSamples}))};
}

TrainingLosses replay_training(const Json& reference, TailPrecision precision) {
  constexpr int kSize = 96;
  constexpr int kSteps = 10;
  const FillSettings fill{reference.at("seed"), 3.0};
  Graph graph = build_backbone(find_backbone("ResNet50V2"), kSize, false);
  WeightSet weights = filled_weights(graph, fill);
  const size_t backbone_layers = graph.size();
  const LayerId pooled = graph.add("pooled", GlobalAveragePooling2D{}, graph.output());
  const LayerId hidden = graph.add("hidden", Dense{16, ActivationKind::kRelu}, pooled);
  const LayerId predictions = graph.add("predictions", Dense{2, ActivationKind::kSoftmax}, hidden);
  for (const auto& [id, key] : {std::pair{hidden, "head/0/"}, std::pair{predictions, "head/1/"}}) {
    for (const WeightSpec& spec : graph.layer(id).weights) {
      weights.set(graph.layer(id).name, spec.variable,
                  make_tensor(spec.shape, fill_variable(fill, key + spec.variable, spec, false)));
    }
  }
  const std::vector<int> labels{0, 1, 0, 1, 1, 0, 0, 1};
  const std::vector<float> input = reference_input(reference, 8, kSize);

  const auto train = [&](Subgraph tail, std::vector<TrainedLayer> trained, double rate) {
    std::vector<SampleValues> live{input};
    if (precision == TailPrecision::kFloat32) {
      const Subgraph frozen = subgraph_between(graph, {0}, tail.inputs);
      live = ForwardEngine(graph, frozen, weights, {.threads = 2, .batch = 8})
                 .run({input}, labels.size());
    } else {
      tail = subgraph_between(graph, {0}, tail.outputs);
    }
    const TailBatch batch{{live.begin(), live.end()}, labels.size()};
    const auto engine =
        make_trainable_tail(graph, tail, weights, {std::move(trained), {}, 2, precision});
    std::vector<double> losses;
    for (int step = 0; step < kSteps; ++step)
      losses.push_back(engine->step(batch, labels, rate, 0));
    losses.push_back(mean_cross_entropy(engine->forward(batch)[0], labels, 2));
    weights.update(engine->trained_weights());
    return losses;
  };

  TrainingLosses losses;
  losses.warm_up = train(part_above(graph, {hidden, predictions}), {{hidden}, {predictions}}, 1e-3);
  std::vector<LayerId> above{pooled, hidden, predictions};
  std::vector<TrainedLayer> trained{{hidden}, {predictions}};
  for (LayerId id = graph.find("conv5_block3_1_conv"); id < backbone_layers; ++id) {
    above.push_back(id);
    if (std::holds_alternative<Conv2D>(graph.layer(id).operation)) trained.push_back({id});
  }
  losses.fine_tune = train(part_above(graph, above), trained, 1e-4);
  return losses;
}

}  // namespace myolens
