#include "myolens/weights/tfjs.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "myolens/base/error.h"

namespace myolens {
namespace {

using Json = nlohmann::json;

constexpr uint64_t kGroupLimitBytes = uint64_t{4} << 30;

[[noreturn]] void fail(const std::string& origin, const std::string& what) {
  throw Error(ErrorCode::kBadFormat, origin + " is not a sound TF.js layers model: " + what);
}

Bytes read_group(const Json& group, const std::function<Bytes(const std::string&)>& shard,
                 const std::string& origin) {
  Bytes bytes;
  for (const Json& path : group.at("paths")) {
    const Bytes part = shard(path.get<std::string>());
    if (bytes.size() + part.size() > kGroupLimitBytes) fail(origin, "its shards exceed 4 GiB");
    bytes.insert(bytes.end(), part.begin(), part.end());
  }
  return bytes;
}

void read_tensors(const Json& group, const Bytes& bytes, const std::string& origin,
                  WeightSet& weights) {
  uint64_t offset = 0;
  for (const Json& entry : group.at("weights")) {
    const auto name = entry.at("name").get<std::string>();
    if (entry.at("dtype") != "float32" || entry.contains("quantization")) {
      fail(origin, name + " is not plain float32");
    }
    const auto shape = entry.at("shape").get<std::vector<uint64_t>>();
    const uint64_t available = (bytes.size() - offset) / 4;
    uint64_t count = 1;
    for (const uint64_t size : shape) {
      if (size != 0 && count > available / size) fail(origin, "its shards end inside " + name);
      count *= size;
    }
    if (count > available) fail(origin, "its shards end before " + name);
    std::vector<float> values(count);
    std::copy_n(bytes.data() + offset, 4 * count, reinterpret_cast<uint8_t*>(values.data()));
    offset += 4 * count;
    if (weights.tensors().contains(name)) fail(origin, name + " occurs twice");
    weights.set(name, make_tensor(Shape(shape.begin(), shape.end()), std::move(values)));
  }
  if (offset != bytes.size())
    fail(origin, std::to_string(bytes.size() - offset) + " bytes are left over");
}

}  // namespace

WeightSet read_tfjs_layers(const std::string& model_json,
                           const std::function<Bytes(const std::string&)>& shard,
                           const std::string& origin) {
  WeightSet weights;
  try {
    const Json model = Json::parse(model_json);
    for (const Json& group : model.at("weightsManifest")) {
      read_tensors(group, read_group(group, shard, origin), origin, weights);
    }
  } catch (const Json::exception& error) {
    fail(origin, error.what());
  }
  return weights;
}

}  // namespace myolens
