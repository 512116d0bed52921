#include "myolens/weights/fit_attempt.h"

#include <algorithm>
#include <map>
#include <optional>

#include "myolens/weights/keras_class.h"

namespace myolens {
namespace {

constexpr std::string_view kTopLayers[] = {"predictions", "fc1", "fc2", "conv_preds"};

// DenseNet's published files say "conv1/conv" where Keras 3 says "conv1_conv".
std::string plain(std::string name) {
  std::ranges::replace(name, '/', '_');
  return name;
}

// The names of classes in Keras 1.
std::string modern_base(const std::string& base) {
  static const std::map<std::string, std::string> bases = {
      {"convolution2d", "conv2d"},
      {"separableconvolution2d", "separable_conv2d"},
      {"batchnormalization", "batch_normalization"}};
  const auto found = bases.find(base);
  return found == bases.end() ? base : found->second;
}

// Keras numbers a layer without a name of its own by its class: conv2d, conv2d_1, ...
bool is_numbered(const Layer& layer) {
  return split_number(layer.name).base == snake_case(type_name(layer.operation));
}

std::string label(const FileLayer& layer, size_t position) {
  const std::string name = !layer.name.empty()
                               ? layer.name
                               : "layer " + std::to_string(position + 1) + " of the class " +
                                     (layer.class_name.empty() ? "unknown" : layer.class_name);
  return layer.model.empty() ? name : layer.model + "/" + name;
}

class Attempt {
 public:
  Attempt(const WeightFile& file, std::string model, const Graph& graph)
      : file_(file), graph_(graph) {
    result_.model = std::move(model);
    for (size_t i = 0; i < file.layers.size(); ++i) {
      const FileLayer& layer = file.layers[i];
      if (layer.variables.empty() || layer.model != result_.model) continue;
      positions_.push_back(i);
      has_names_ &= !layer.name.empty();
      has_classes_ |= !layer.class_name.empty();
    }
  }

  FitAttempt run() {
    index_file();
    match(wanted_layers());
    leave_out();
    return std::move(result_);
  }

 private:
  // Session numbers follow the order of creation. They are what counts unless the layers come in
  // the order of Keras's model.layers.
  bool goes_by_number() const {
    if (!has_names_) return false;
    switch (file_.format) {
      case WeightFormat::kKerasWeightsHdf5:
      case WeightFormat::kKerasArchive:
        return false;
      case WeightFormat::kKerasLegacyHdf5:
        return !result_.model.empty() && !has_classes_;
      default:
        return true;
    }
  }

  void index_file() {
    for (const size_t i : positions_) {
      const FileLayer& layer = file_.layers[i];
      if (!has_names_) {
        by_order_[layer.class_name].push_back(i);
        continue;
      }
      by_name_.emplace(plain(layer.name), i);
      by_order_[modern_base(split_number(layer.name).base)].push_back(i);
    }
    if (!goes_by_number()) return;
    for (auto& [base, positions] : by_order_) {
      std::ranges::stable_sort(positions, {},
                               [&](size_t i) { return split_number(file_.layers[i].name).number; });
    }
  }

  std::vector<const Layer*> wanted_layers() const {
    std::vector<const Layer*> layers;
    for (const LayerId id : graph_.keras_order()) {
      if (!graph_.layer(id).weights.empty()) layers.push_back(&graph_.layer(id));
    }
    if (goes_by_number()) {
      std::ranges::stable_sort(layers, {}, [](const Layer* layer) {
        return is_numbered(*layer) ? split_number(layer->name).number : 0;
      });
    }
    return layers;
  }

  void match(const std::vector<const Layer*>& layers) {
    result_.layers_wanted = layers.size();
    for (const Layer* layer : layers) {
      const auto position = find(*layer);
      if (!position) {
        for (const WeightSpec& spec : layer->weights)
          result_.missing.push_back(layer->name + "/" + spec.variable);
        continue;
      }
      ++result_.layers_found;
      used_.push_back(*position);
      take_variables(file_.layers[*position], *position, *layer);
    }
  }

  std::optional<size_t> find(const Layer& layer) {
    const auto type = type_name(layer.operation);
    if (has_names_ && !is_numbered(layer)) {
      const auto found = by_name_.find(plain(layer.name));
      if (found == by_name_.end()) return std::nullopt;
      return found->second;
    }
    const std::string key = has_names_ ? snake_case(type) : std::string(type);
    const auto& positions = by_order_[key];
    size_t& next = next_[key];
    if (next == positions.size()) return std::nullopt;
    ++result_.found_by_order;
    return positions[next++];
  }

  void take_variables(const FileLayer& source, size_t position, const Layer& layer) {
    for (const WeightSpec& spec : layer.weights) {
      const std::string key = layer.name + "/" + spec.variable;
      const auto found = std::ranges::find(source.variables, spec.variable, &FileVariable::name);
      if (found == source.variables.end()) {
        result_.missing.push_back(key);
      } else if (found->tensor.shape != spec.shape) {
        result_.misshapen.push_back(key + " (" + to_string(found->tensor.shape) + ", not " +
                                    to_string(spec.shape) + ")");
      } else {
        result_.weights.set(key, found->tensor);
      }
    }
    for (const FileVariable& variable : source.variables) {
      if (std::ranges::find(layer.weights, variable.name, &WeightSpec::variable) ==
          layer.weights.end()) {
        result_.unused.push_back(label(source, position) + "/" + variable.name);
      }
    }
  }

  bool is_top(const FileLayer& layer) const {
    if (std::ranges::find(kTopLayers, layer.name) == std::end(kTopLayers)) return false;
    for (LayerId id = 0; id < graph_.size(); ++id) {
      if (graph_.layer(id).name == layer.name) return false;
    }
    return true;
  }

  // Behind all layers found. Where the file orders layers within a class only, behind those of its
  // class. Of other classes Dense alone is a head's in all backbones: a PReLU may stand anywhere.
  bool is_behind(size_t position) const {
    const std::string& class_name = file_.layers[position].class_name;
    const bool by_class = file_.format == WeightFormat::kKerasWeightsHdf5;
    const auto is_comparable = [&](size_t used) {
      return !by_class || file_.layers[used].class_name == class_name;
    };
    if (std::ranges::none_of(used_, is_comparable)) return class_name == "Dense";
    return std::ranges::all_of(
        used_, [&](size_t used) { return !is_comparable(used) || used < position; });
  }

  void leave_out() {
    std::ranges::sort(used_);
    for (size_t i = 0; i < file_.layers.size(); ++i) {
      const FileLayer& layer = file_.layers[i];
      if (layer.variables.empty() || std::ranges::binary_search(used_, i)) continue;
      const bool same_model = layer.model == result_.model;
      if (same_model && is_top(layer)) {
        result_.top.push_back(label(layer, i));
      } else if (!same_model || (result_.model.empty() && is_behind(i))) {
        result_.outside.push_back(label(layer, i));
      } else {
        result_.unused.push_back(label(layer, i));
      }
    }
  }

  const WeightFile& file_;
  const Graph& graph_;
  FitAttempt result_;
  std::vector<size_t> positions_;  // of the model's layers with weights
  bool has_names_ = true;
  bool has_classes_ = false;
  std::map<std::string, size_t> by_name_;
  std::map<std::string, std::vector<size_t>> by_order_;  // by base name, or by class
  std::map<std::string, size_t> next_;                   // into by_order_
  std::vector<size_t> used_;
};

}  // namespace

FitAttempt attempt_fit(const WeightFile& file, const std::string& model, const Graph& graph) {
  return Attempt(file, model, graph).run();
}

std::vector<std::string> models_of(const WeightFile& file) {
  std::vector<std::string> models;
  for (const FileLayer& layer : file.layers) {
    if (!layer.variables.empty() && std::ranges::find(models, layer.model) == models.end())
      models.push_back(layer.model);
  }
  return models;
}

}  // namespace myolens
