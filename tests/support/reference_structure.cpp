#include "tests/support/reference_structure.h"

#include <algorithm>

#include "myolens/backbones/catalogue.h"

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

}  // namespace

Json describe_layer(const Layer& layer) {
  Json out{{"name", layer.name},
           {"type", type_name(layer.operation)},
           {"parameters", layer.parameters()},
           {"output", layer.output}};
  std::visit(Describer{out}, layer.operation);
  return out;
}

std::vector<std::string> structure_differences(const NetworkReference& reference) {
  const Backbone& backbone = find_backbone(reference.model);
  const Graph graph = build_backbone(backbone, {.input_size = reference.input_size});
  const Graph with_top =
      build_backbone(backbone, {.input_size = reference.input_size, .include_top = true});
  const auto order = graph.keras_order();
  std::vector<std::string> differences;
  const auto compare = [&](const std::string& what, const Json& ours, const Json& expected) {
    if (ours != expected)
      differences.push_back(what + ": " + ours.dump() + ", Keras has " + expected.dump());
  };
  compare("layers without top", order.size(), reference.layers_no_top);
  compare("layers listed", order.size(), reference.layers.size());
  compare("layers with top", with_top.keras_order().size(), reference.layers_with_top);
  compare("parameters without top", graph.parameters(), reference.parameters_no_top);
  compare("parameters with top", with_top.parameters(), reference.parameters_with_top);
  compare("last feature layer", graph.layer(graph.output()).name, reference.last_feature_layer);
  for (size_t i = 0; i < std::min(order.size(), reference.layers.size()); ++i) {
    compare("layer " + std::to_string(i), describe_layer(graph.layer(order[i])),
            reference.layers[i]);
  }
  return differences;
}

}  // namespace myolens
