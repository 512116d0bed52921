// An ONNX model as plain values, written as one file
// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto): IR version 8, operator set 17.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "myolens/weights/weight_set.h"

namespace myolens {

using OnnxAttribute = std::variant<int64_t, float, std::vector<int64_t>>;

struct OnnxNode {
  std::string operation;
  std::vector<std::string> inputs;
  std::string output;  // names the node too
  std::vector<std::pair<std::string, OnnxAttribute>> attributes = {};
};

// A float32 constant.
struct OnnxTensor {
  std::string name;
  Tensor tensor;
  std::vector<size_t> axes = {};  // dimension i is the tensor's axes[i]; none: the tensor as it is
};

// An int64 constant of one dimension.
struct OnnxIntegers {
  std::string name;
  std::vector<int64_t> values;
};

// float32 of N samples.
struct OnnxValue {
  std::string name;
  Shape sample;
};

struct OnnxModel {
  std::string name;
  std::string producer_version;
  std::string description;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<OnnxValue> inputs;
  OnnxValue output;
  std::vector<OnnxNode> nodes;  // every one behind those whose outputs it reads
  std::vector<OnnxTensor> tensors;
  std::vector<OnnxIntegers> integers;
};

// Values are copied one tensor at a time. Errors: kInvalidArgument (there is something at `path`),
// kLimitExceeded (2 GiB, what one message of Protocol Buffers can hold), kWriteFailed.
void write_onnx(const OnnxModel& model, const std::filesystem::path& path);

}  // namespace myolens
