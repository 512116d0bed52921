// The float initialisers of an ONNX model and how its graph uses them
// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
#pragma once

#include <string>
#include <vector>

#include "myolens/weights/file_bytes.h"
#include "myolens/weights/weight_set.h"

namespace myolens {

struct OnnxInitializer {
  std::string name;
  Shape shape;
  std::span<const uint8_t> values;  // float32, at any address, as many as the shape says
  std::string operation;            // of the first node that uses it; empty: unused
  size_t input = 0;                 // the place among the inputs of that node
};

// In the order in which the graph uses them, unused ones last. Errors: as read_onnx.
std::vector<OnnxInitializer> read_onnx_initializers(const FileBytes& file);

}  // namespace myolens
