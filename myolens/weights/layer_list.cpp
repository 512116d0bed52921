#include "myolens/weights/layer_list.h"

#include <algorithm>

namespace myolens {

bool LayerList::add(const std::string& layer, const std::string& variable, Tensor tensor,
                    const std::string& class_name) {
  const auto [position, is_new] = positions_.try_emplace(layer, layers_.size());
  if (is_new) layers_.push_back({layer, class_name, {}});
  FileLayer& entry = layers_[position->second];
  if (entry.class_name.empty()) entry.class_name = class_name;
  if (std::ranges::find(entry.variables, variable, &FileVariable::name) != entry.variables.end()) {
    return false;
  }
  entry.variables.push_back({variable, std::move(tensor)});
  return true;
}

LayerKey split_key(const std::string& key) {
  const size_t slash = key.rfind('/');
  if (slash == std::string::npos) return {key, ""};
  return {key.substr(0, slash), key.substr(slash + 1)};
}

}  // namespace myolens
