// The TF.js layers format: a model.json with a weights manifest, and shards of raw little-endian
// float32.
#pragma once

#include <functional>
#include <string>

#include "myolens/base/file.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

// Reads the tensors with their names as the file has them ("conv1/kernel"). `shard` returns the
// bytes of a shard named in the manifest. Errors: kBadFormat (not such a model, quantised or
// non-float32 weights, shards too short or too long), and what `shard` throws.
WeightSet read_tfjs_layers(const std::string& model_json,
                           const std::function<Bytes(const std::string&)>& shard,
                           const std::string& origin);

}  // namespace myolens
