#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "myolens/base/error.h"
#include "myolens/weights/keras_class.h"
#include "myolens/weights/keras_hdf5.h"
#include "myolens/weights/layer_list.h"

namespace myolens {
namespace {

[[noreturn]] void fail(const std::string& origin, const std::string& what) {
  throw Error(ErrorCode::kBadFormat,
              origin + " is not a sound weight file of Keras: " + what + "; save it again");
}

// What Keras 1 called them.
std::string modern_variable(const std::string& name) {
  static const std::map<std::string, std::string> names = {{"W", "kernel"},
                                                           {"b", "bias"},
                                                           {"running_mean", "moving_mean"},
                                                           {"running_std", "moving_variance"}};
  const auto found = names.find(name);
  return found == names.end() ? name : found->second;
}

// "conv1/kernel:0" is variable "kernel" of "conv1". Keras 1 wrote "block1_conv1_W_1:0".
LayerKey split_weight_name(std::string name, const std::string& group) {
  if (const size_t colon = name.rfind(':'); colon != name.npos) name.resize(colon);
  if (name.find('/') != name.npos) {
    LayerKey key = split_key(name);
    key.variable = modern_variable(split_number(key.variable).base);
    return key;
  }
  if (name.starts_with(group + "_")) name.erase(0, group.size() + 1);
  return {group, modern_variable(split_number(name).base)};
}

// The depthwise convolution alone has its kernel under another name than in Keras 3; of a separable
// one it is still called so.
void rename_depthwise(FileLayer& layer) {
  auto& variables = layer.variables;
  const bool separable =
      std::ranges::find(variables, "pointwise_kernel", &FileVariable::name) != variables.end();
  if (separable) return;
  for (FileVariable& variable : variables) {
    if (variable.name == "depthwise_kernel") variable.name = "kernel";
  }
}

using ConfigPositions = std::map<std::pair<std::string, std::string>, size_t>;

class LegacyReader {
 public:
  explicit LegacyReader(const Hdf5Content& content)
      : content_(content), root_(content.attribute("", "layer_names") ? "" : "model_weights") {
    if (const auto* json = content.attribute("", "model_config"); json && json->size() == 1)
      config_ = read_keras_config(json->front(), content.origin());
    for (size_t i = 0; i < config_.size(); ++i) positions_[{config_[i].model, config_[i].name}] = i;
  }

  WeightFile read() {
    for (const std::string& name : *content_.attribute(root_, "layer_names")) add_group(name);
    return {WeightFormat::kKerasLegacyHdf5, content_.origin(), std::move(layers_)};
  }

 private:
  void add_group(const std::string& name) {
    const std::string group = inside(root_, name);
    const auto* weight_names = content_.attribute(group, "weight_names");
    if (weight_names == nullptr)
      fail(content_.origin(), "it lists the layer " + name + " but has no weight_names of it");
    std::vector<FileLayer> layers = layers_of(name, group, *weight_names);
    if (layers.size() <= 1) {
      FileLayer layer = layers.empty() ? FileLayer{} : std::move(layers.front());
      layer.name = name;
      finish(std::move(layer));
      return;
    }
    list_without_weights(layers, name);
    sort_by_config(layers, name);
    for (FileLayer& layer : layers) {
      layer.model = name;
      finish(std::move(layer));
    }
  }

  // Of a model inside, the names of weights list the other layers only.
  void list_without_weights(std::vector<FileLayer>& layers, const std::string& model) const {
    std::set<std::string> listed;
    for (const FileLayer& layer : layers) listed.insert(layer.name);
    for (const ConfigLayer& layer : config_) {
      if (layer.model == model && !listed.contains(layer.name))
        layers.push_back({layer.name, layer.class_name, {}});
    }
  }

  std::vector<FileLayer> layers_of(const std::string& name, const std::string& group,
                                   const std::vector<std::string>& weight_names) {
    LayerList list;
    for (const std::string& weight : weight_names) {
      const LayerKey key = split_weight_name(weight, name);
      if (!list.add(key.layer, key.variable, content_.tensor(inside(group, weight))))
        fail(content_.origin(), "it lists " + weight + " of " + name + " twice");
    }
    return list.take();
  }

  void sort_by_config(std::vector<FileLayer>& layers, const std::string& model) const {
    const auto position = [&](const FileLayer& layer) {
      const auto found = positions_.find({model, layer.name});
      return found == positions_.end() ? config_.size() : found->second;
    };
    std::ranges::stable_sort(layers, {}, position);
  }

  void finish(FileLayer layer) {
    rename_depthwise(layer);
    const auto found = positions_.find({layer.model, layer.name});
    if (found != positions_.end()) layer.class_name = config_[found->second].class_name;
    layers_.push_back(std::move(layer));
  }

  const Hdf5Content& content_;
  std::string root_;
  std::vector<ConfigLayer> config_;
  ConfigPositions positions_;
  std::vector<FileLayer> layers_;
};

}  // namespace

WeightFile read_keras_legacy_hdf5(const Hdf5Content& content) {
  return LegacyReader(content).read();
}

}  // namespace myolens
