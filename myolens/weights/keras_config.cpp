#include "myolens/weights/keras_config.h"

#include <nlohmann/json.hpp>

#include "myolens/base/error.h"
#include "myolens/base/json_fault.h"

namespace myolens {
namespace {

using Json = nlohmann::json;

constexpr size_t kDepthLimit = 16;
constexpr size_t kLayerLimit = 100'000;

[[noreturn]] void fail(const std::string& origin, const std::string& what) {
  throw Error(ErrorCode::kBadFormat,
              origin + " has a damaged model configuration (" + what + "); save the model again");
}

struct Walk {
  const std::string& origin;
  std::vector<ConfigLayer> layers;

  void model(const Json& config, const std::string& path, size_t depth) {
    if (depth > kDepthLimit) fail(origin, "models nested more than 16 deep");
    // Keras 2 wrote a Sequential as a bare list of layers.
    for (const Json& entry : config.is_array() ? config : config.at("layers"))
      layer(entry, path, depth);
  }

  void layer(const Json& entry, const std::string& path, size_t depth) {
    if (layers.size() == kLayerLimit) fail(origin, "more than 100,000 layers");
    const Json& config = entry.at("config");
    const Json* name = entry.contains("name") ? &entry["name"] : nullptr;
    if (config.is_object() && config.contains("name")) name = &config["name"];
    if (name == nullptr) fail(origin, "a layer without a name");
    layers.push_back({name->get<std::string>(), entry.at("class_name").get<std::string>(), path});
    const bool has_layers = config.is_array() || config.contains("layers");
    if (has_layers) model(config, inside(path, layers.back().name), depth + 1);
  }
};

}  // namespace

std::string inside(const std::string& outer, const std::string& inner) {
  return outer.empty() ? inner : outer + "/" + inner;
}

std::vector<ConfigLayer> read_keras_config(const std::string& json, const std::string& origin) {
  Walk walk{origin, {}};
  try {
    walk.model(Json::parse(json).at("config"), "", 0);
  } catch (const Json::exception& error) {
    fail(origin, json_fault(error));
  }
  return std::move(walk.layers);
}

}  // namespace myolens
