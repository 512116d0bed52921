#include <algorithm>
#include <map>
#include <optional>

#include "myolens/base/error.h"
#include "myolens/weights/keras_class.h"
#include "myolens/weights/keras_hdf5.h"

namespace myolens {
namespace {

constexpr std::string_view kVariables = "vars";
// The second is Keras 2.12's and 2.13's.
constexpr std::string_view kLayerLists[] = {"layers", "_layer_checkpoint_dependencies"};

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    parts.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// "layers/functional/layers/conv2d_1/vars" is {"functional", "conv2d_1"}; empty when the path is of
// another kind (the state of a random generator, a metric).
std::vector<std::string> counters_of(const std::string& path) {
  const auto parts = parts_of(path);
  if (parts.size() < 3 || parts.size() % 2 == 0 || parts.back() != kVariables) return {};
  std::vector<std::string> counters;
  for (size_t i = 0; i + 1 < parts.size(); i += 2) {
    if (std::ranges::find(kLayerLists, parts[i]) == std::end(kLayerLists)) return {};
    counters.push_back(parts[i + 1]);
  }
  return counters;
}

// Sorts by class, then by number, so that conv2d_10 comes behind conv2d_9.
struct Position {
  size_t config = 0;  // 0 without a configuration
  std::vector<std::pair<std::string, uint64_t>> counters;
  auto operator<=>(const Position&) const = default;
};

std::string joined(const std::vector<std::string>& parts, size_t count) {
  std::string path;
  for (size_t i = 0; i < count; ++i) path = inside(path, parts[i]);
  return path;
}

// The counters that Keras gives to the layers of a model, as saving_lib does: by class, in order.
std::map<std::string, size_t> config_by_counters(const std::vector<ConfigLayer>& config) {
  std::map<std::string, size_t> positions;
  std::map<std::string, std::string> models = {{"", ""}};  // counters by the model's name
  std::map<std::string, size_t> used;
  for (size_t i = 0; i < config.size(); ++i) {
    const std::string base = inside(models[config[i].model], snake_case(config[i].class_name));
    const size_t number = used[base]++;
    const std::string counters = number == 0 ? base : base + "_" + std::to_string(number);
    positions[counters] = i;
    models[inside(config[i].model, config[i].name)] = counters;
  }
  return positions;
}

class WeightsReader {
 public:
  WeightsReader(const Hdf5Content& content, const std::vector<ConfigLayer>& config)
      : content_(content), config_(config), by_counters_(config_by_counters(config)) {
    for (const auto& [path, dataset] : content.datasets()) {
      const size_t slash = path.rfind('/');
      if (slash != path.npos) variables_[path.substr(0, slash)].push_back(path.substr(slash + 1));
    }
  }

  WeightFile read() {
    for (const std::string& group : content_.groups()) {
      const auto counters = counters_of(group);
      if (!counters.empty())
        add_layer(group, counters);
      else
        add_foreign(group);
    }
    WeightFile file{WeightFormat::kKerasWeightsHdf5, content_.origin(), {}};
    for (auto& [position, layer] : layers_) file.layers.push_back(std::move(layer));
    for (FileLayer& layer : foreign_) file.layers.push_back(std::move(layer));
    return file;
  }

 private:
  void add_layer(const std::string& group, const std::vector<std::string>& counters) {
    Position position;
    for (const std::string& counter : counters) {
      const auto [base, number] = split_number(counter);
      position.counters.emplace_back(base, number);
    }
    FileLayer layer;
    layer.class_name = class_of_snake_case(position.counters.back().first);
    const auto found = by_counters_.find(joined(counters, counters.size()));
    if (found != by_counters_.end()) {
      position.config = found->second + 1;
      layer.name = config_[found->second].name;
      layer.class_name = config_[found->second].class_name;
      layer.model = config_[found->second].model;
    } else {
      if (!config_.empty()) position.config = config_.size() + 1;
      layer.name = stored_name(group);
      layer.model = model_name(group, counters);
    }
    add_variables(group, layer);
    if (!layers_.emplace(std::move(position), std::move(layer)).second) {
      throw Error(ErrorCode::kBadFormat,
                  content_.origin() + " holds the layer " + group + " twice; save it again");
    }
  }

  std::string stored_name(const std::string& group) const {
    const auto* name = content_.attribute(group, "name");
    return name && name->size() == 1 ? name->front() : "";
  }

  // By the stored names of the models around the layer, or by their counters.
  std::string model_name(const std::string& group, const std::vector<std::string>& counters) const {
    const auto parts = parts_of(group);
    std::string path;
    for (size_t depth = 0; depth + 1 < counters.size(); ++depth) {
      const std::string stored =
          stored_name(inside(joined(parts, 2 * depth + 2), std::string(kVariables)));
      path = inside(path, stored.empty() ? counters[depth] : stored);
    }
    return path;
  }

  void add_variables(const std::string& group, FileLayer& layer) const {
    const auto found = variables_.find(group);
    if (found == variables_.end()) return;
    const size_t count = found->second.size();
    const auto names = variables_of_class(layer.class_name, count);
    for (size_t i = 0; i < count; ++i) {
      layer.variables.push_back(
          {i < names.size() ? names[i] : "", content_.tensor(inside(group, std::to_string(i)))});
    }
  }

  // Weights of layers inside layers, which no backbone has; integers are counters and seeds.
  void add_foreign(const std::string& group) {
    const auto found = variables_.find(group);
    if (found == variables_.end()) return;
    FileLayer layer{group, "", {}};
    for (const std::string& variable : found->second) {
      const std::string path = inside(group, variable);
      const Hdf5Dataset& dataset = content_.datasets().at(path);
      if (dataset.unread_type.empty() && !group.empty() && !dataset.shape.empty())
        layer.variables.push_back({variable, content_.tensor(path)});
    }
    if (!layer.variables.empty()) foreign_.push_back(std::move(layer));
  }

  const Hdf5Content& content_;
  const std::vector<ConfigLayer>& config_;
  std::map<std::string, size_t> by_counters_;
  std::map<std::string, std::vector<std::string>> variables_;
  std::map<Position, FileLayer> layers_;
  std::vector<FileLayer> foreign_;
};

}  // namespace

bool is_keras_weights_hdf5(const Hdf5Content& content) {
  return std::ranges::any_of(content.groups(),
                             [](const auto& group) { return !counters_of(group).empty(); });
}

WeightFile read_keras_weights_hdf5(const Hdf5Content& content,
                                   const std::vector<ConfigLayer>& config) {
  return WeightsReader(content, config).read();
}

}  // namespace myolens
