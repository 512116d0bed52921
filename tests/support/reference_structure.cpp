#include "tests/support/reference_structure.h"

#include <algorithm>

#include "myolens/backbones/catalogue.h"

namespace myolens {
namespace {

using Json = nlohmann::json;

Json pair(Extent extent) { return {extent.height, extent.width}; }

// No backbone of the catalogue dilates.
void describe_convolution(Json& out, Extent kernel_size, Extent strides, Padding padding) {
  out["kernel_size"] = pair(kernel_size);
  out["strides"] = pair(strides);
  out["padding"] = name_of(padding);
  out["use_bias"] = false;
  out["activation"] = "linear";
  out["dilation_rate"] = {1, 1};
}

template <typename Pooling>
void describe_pooling(Json& out, const Pooling& pooling) {
  out["pool_size"] = pair(pooling.pool_size);
  out["strides"] = pair(pooling.strides);
  out["padding"] = name_of(pooling.padding);
}

struct Describer {
  Json& out;
  void operator()(const ZeroPadding2D& p) const {
    out["padding"] = {{p.top, p.bottom}, {p.left, p.right}};
  }
  void operator()(const Conv2D& c) const {
    describe_convolution(out, c.kernel_size, c.strides, c.padding);
    out["use_bias"] = c.use_bias;
    out["activation"] = name_of(c.activation);
  }
  void operator()(const DepthwiseConv2D& c) const {
    describe_convolution(out, c.kernel_size, c.strides, c.padding);
  }
  void operator()(const SeparableConv2D& c) const {
    describe_convolution(out, c.kernel_size, {1, 1}, c.padding);
  }
  void operator()(const BatchNormalization& n) const {
    out["epsilon"] = n.epsilon;
    out["scale"] = n.scale;
    out["momentum"] = n.momentum;
  }
  void operator()(const Rescaling& r) const {
    out["scale"] = r.scale.size() == 1 ? Json(r.scale[0]) : Json(r.scale);
  }
  void operator()(const CustomScaleLayer& c) const { out["scale"] = c.scale; }
  void operator()(const Activation& a) const { out["activation"] = name_of(a.kind); }
  void operator()(const MaxPooling2D& p) const { describe_pooling(out, p); }
  void operator()(const AveragePooling2D& p) const { describe_pooling(out, p); }
  void operator()(const Dense& d) const { out["activation"] = name_of(d.activation); }
  void operator()(const ReLU& r) const {
    out["max_value"] = r.max_value > 0 ? Json(r.max_value) : Json(nullptr);
  }
  void operator()(const GlobalAveragePooling2D& g) const { out["keepdims"] = g.keep_dimensions; }
  void operator()(const Dropout& d) const { out["rate"] = d.rate; }
  template <typename Other>
  void operator()(const Other&) const {}
};

// What `layer` says, without the settings that the reference leaves out.
Json described_as(const Json& reference, const Layer& layer) {
  Json ours = describe_layer(layer);
  for (const char* optional : {"momentum", "max_value", "keepdims", "rate"}) {
    if (!reference.contains(optional)) ours.erase(optional);
  }
  return ours;
}

void compare(std::vector<std::string>& differences, const std::string& what, const Json& ours,
             const Json& expected) {
  if (ours != expected)
    differences.push_back(what + ": " + ours.dump() + ", Keras has " + expected.dump());
}

}  // namespace

Json describe_layer(const Layer& layer) {
  Json out{{"name", layer.name},
           {"type", type_name(layer.operation)},
           {"parameters", layer.parameters()},
           {"output", layer.output}};
  std::visit(Describer{out}, layer.operation);
  return out;
}

std::vector<std::string> layer_differences(const NetworkReference& reference, const Graph& graph) {
  std::vector<std::string> differences;
  const auto order = graph.keras_order();
  const std::string& last = graph.layer(graph.output()).name;
  compare(differences, "last feature layer", last, reference.last_feature_layer);
  for (size_t i = 0; i < std::min(order.size(), reference.layers.size()); ++i) {
    compare(differences, "layer " + std::to_string(i),
            described_as(reference.layers[i], graph.layer(order[i])), reference.layers[i]);
  }
  return differences;
}

StructureDifferences structure_differences(const NetworkReference& reference) {
  const Backbone& backbone = find_backbone(reference.model);
  const Graph graph = build_backbone(backbone, {.input_size = reference.input_size});
  const Graph with_top =
      build_backbone(backbone, {.input_size = reference.input_size, .include_top = true});
  StructureDifferences result;
  result.layers = layer_differences(reference, graph);
  const auto count = [&](const std::string& what, const Json& ours, const Json& expected) {
    compare(result.counts, what, ours, expected);
  };
  count("layers without top", graph.keras_order().size(), reference.layers_no_top);
  count("layers listed", graph.keras_order().size(), reference.layers.size());
  count("layers with top", with_top.keras_order().size(), reference.layers_with_top);
  count("parameters without top", graph.parameters(), reference.parameters_no_top);
  count("parameters with top", with_top.parameters(), reference.parameters_with_top);
  return result;
}

}  // namespace myolens
