// The TF.js layers format: a model.json with a weights manifest, and shards of raw little-endian
// float32.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "myolens/base/file.h"
#include "myolens/weights/weight_file.h"

namespace myolens {

// The layers in the file's order, with the names that it has ("conv1" has "kernel"). `shard` is
// asked once for the bytes of each shard that the manifest names; the tensors point into the joined
// shards. Errors: kBadFormat (not such a model, quantised or non-float32 weights, shards too short
// or too long), kLimitExceeded (4 GiB), and what `shard` throws.
WeightFile read_tfjs(const std::string& model_json,
                     const std::function<Bytes(const std::string&)>& shard,
                     const std::string& origin);

// With the shards beside the file. Errors: as above; kBadFormat for a shard outside its folder,
// kNotFound for one that is missing.
WeightFile read_tfjs(const std::filesystem::path& model_json);

// The same by key.
WeightSet read_tfjs_layers(const std::string& model_json,
                           const std::function<Bytes(const std::string&)>& shard,
                           const std::string& origin);

}  // namespace myolens
