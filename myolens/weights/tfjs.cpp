#include "myolens/weights/tfjs.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "myolens/base/error.h"
#include "myolens/base/json_fault.h"
#include "myolens/weights/layer_list.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using ShardReader = std::function<Bytes(const std::string&)>;

constexpr uint64_t kGroupLimitBytes = uint64_t{4} << 30;
constexpr size_t kModelLimitBytes = size_t{64} << 20;
constexpr size_t kDimensionLimit = 8;

[[noreturn]] void fail(const std::string& origin, const std::string& what) {
  throw Error(ErrorCode::kBadFormat, origin + " is not a sound TF.js layers model: " + what);
}

// Asks for every shard once: one that is named again and again would fill the memory.
class ShardsOnce {
 public:
  ShardsOnce(const ShardReader& shard, const std::string& origin)
      : shard_(shard), origin_(origin) {}

  Bytes read(const std::string& name) {
    if (!names_.insert(name).second) fail(origin_, "it names the shard " + name + " twice");
    return shard_(name);
  }

 private:
  const ShardReader& shard_;
  const std::string& origin_;
  std::set<std::string> names_;
};

// The shards of a group have one size but for the last, so the first one tells how much to reserve.
std::shared_ptr<const Bytes> read_group(const Json& group, ShardsOnce& shards,
                                        const std::string& origin) {
  auto bytes = std::make_shared<Bytes>();
  const Json& paths = group.at("paths");
  for (const Json& path : paths) {
    Bytes part = shards.read(path.get<std::string>());
    if (bytes->size() + part.size() > kGroupLimitBytes) {
      throw Error(ErrorCode::kLimitExceeded, origin + " has shards of more than 4 GiB");
    }
    if (paths.size() == 1) {
      *bytes = std::move(part);
      break;
    }
    if (bytes->empty()) bytes->reserve(std::min(part.size() * paths.size(), kGroupLimitBytes));
    bytes->insert(bytes->end(), part.begin(), part.end());
  }
  return bytes;
}

void read_tensors(const Json& group, const std::shared_ptr<const Bytes>& bytes,
                  const std::string& origin, LayerList& layers) {
  uint64_t offset = 0;
  for (const Json& entry : group.at("weights")) {
    const auto name = entry.at("name").get<std::string>();
    if (entry.at("dtype") != "float32" || entry.contains("quantization")) {
      fail(origin, name + " is not plain float32");
    }
    const auto shape = entry.at("shape").get<std::vector<uint64_t>>();
    if (shape.size() > kDimensionLimit) fail(origin, name + " has more than 8 dimensions");
    const uint64_t available = (bytes->size() - offset) / sizeof(float);
    uint64_t count = 1;
    for (const uint64_t size : shape) {
      if (size != 0 && count > available / size) fail(origin, "its shards end inside " + name);
      count *= size;
    }
    if (count > available) fail(origin, "its shards end before " + name);
    const auto* values = reinterpret_cast<const float*>(bytes->data() + offset);
    offset += sizeof(float) * count;
    const auto [layer, variable] = split_key(name);
    if (!layers.add(
            layer, variable,
            {Shape(shape.begin(), shape.end()), {values, static_cast<size_t>(count)}, bytes})) {
      fail(origin, name + " occurs twice");
    }
  }
  if (offset != bytes->size())
    fail(origin, std::to_string(bytes->size() - offset) + " bytes are left over");
}

// A path below the model's folder, whatever the file says.
fs::path shard_path(const fs::path& folder, const std::string& name, const std::string& origin) {
  const fs::path relative = fs::path(name).lexically_normal();
  const bool leaves = relative.empty() || relative.is_absolute() || *relative.begin() == "..";
  if (leaves || name.find('\0') != std::string::npos)
    fail(origin, "it names a shard that is not in its folder: " + name);
  return folder / relative;
}

}  // namespace

WeightFile read_tfjs(const std::string& model_json, const ShardReader& shard,
                     const std::string& origin) {
  LayerList layers;
  ShardsOnce shards(shard, origin);
  try {
    const Json model = Json::parse(model_json);
    for (const Json& group : model.at("weightsManifest"))
      read_tensors(group, read_group(group, shards, origin), origin, layers);
  } catch (const Json::exception& error) {
    fail(origin, json_fault(error));
  }
  return {WeightFormat::kTfjsLayers, origin, layers.take()};
}

WeightFile read_tfjs(const fs::path& model_json) {
  const std::string origin = model_json.string();
  const auto shard = [&](const std::string& name) {
    return read_file(shard_path(model_json.parent_path(), name, origin), kGroupLimitBytes);
  };
  return read_tfjs(read_text_file(model_json, kModelLimitBytes), shard, origin);
}

WeightSet read_tfjs_layers(const std::string& model_json, const ShardReader& shard,
                           const std::string& origin) {
  WeightSet weights;
  for (FileLayer& layer : read_tfjs(model_json, shard, origin).layers) {
    for (FileVariable& variable : layer.variables)
      weights.set(variable.name.empty() ? layer.name : layer.name + "/" + variable.name,
                  std::move(variable.tensor));
  }
  return weights;
}

}  // namespace myolens
