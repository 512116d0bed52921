// ONNX files made in code, sound and otherwise, in the wire format of Protocol Buffers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace myolens::onnx {

inline std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>(value | 0x80));
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

inline std::string number(uint32_t field, uint64_t value) {
  return varint(field << 3) + varint(value);
}

inline std::string bytes(uint32_t field, const std::string& content) {
  return varint(field << 3 | 2) + varint(content.size()) + content;
}

inline std::string floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

constexpr uint64_t kFloat = 1;
constexpr uint64_t kInt64 = 7;

struct TensorParts {
  std::string name;
  std::vector<uint64_t> dims;
  std::string raw;  // field raw_data
  uint64_t type = kFloat;
  std::string more = "";  // further fields
};

// An initialiser of the graph.
inline std::string initializer(const TensorParts& parts) {
  std::string tensor;
  for (const uint64_t size : parts.dims) tensor += number(1, size);
  tensor += number(2, parts.type) + bytes(8, parts.name) + bytes(9, parts.raw) + parts.more;
  return bytes(5, tensor);
}

// A node of the graph.
inline std::string node(const std::string& operation, const std::vector<std::string>& inputs) {
  std::string content;
  for (const std::string& input : inputs) content += bytes(1, input);
  return bytes(1, content + bytes(2, "out") + bytes(4, operation));
}

// A model of IR version 7 by tf2onnx.
inline std::string model(const std::string& graph) {
  return number(1, 7) + bytes(2, "tf2onnx") + bytes(7, graph);
}

}  // namespace myolens::onnx
