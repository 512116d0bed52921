#include "myolens/weights/onnx_writer.h"

#include <bit>
#include <limits>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/weights/protobuf_writer.h"
#include "myolens/weights/strided.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

constexpr int64_t kIrVersion = 8;
constexpr int64_t kOperatorSet = 17;
constexpr uint64_t kSizeLimitBytes = std::numeric_limits<int32_t>::max();

// Field numbers of onnx.proto.
namespace model_field {
constexpr uint32_t kIrVersion = 1;
constexpr uint32_t kProducerName = 2;
constexpr uint32_t kProducerVersion = 3;
constexpr uint32_t kDescription = 6;
constexpr uint32_t kGraph = 7;
constexpr uint32_t kOperatorSet = 8;
constexpr uint32_t kMetadata = 14;
}  // namespace model_field
constexpr uint32_t kOperatorSetVersion = 2;
namespace entry_field {
constexpr uint32_t kKey = 1;
constexpr uint32_t kValue = 2;
}  // namespace entry_field
namespace graph_field {
constexpr uint32_t kNode = 1;
constexpr uint32_t kName = 2;
constexpr uint32_t kInitializer = 5;
constexpr uint32_t kDescription = 10;
constexpr uint32_t kInput = 11;
constexpr uint32_t kOutput = 12;
}  // namespace graph_field
namespace node_field {
constexpr uint32_t kInput = 1;
constexpr uint32_t kOutput = 2;
constexpr uint32_t kName = 3;
constexpr uint32_t kOperation = 4;
constexpr uint32_t kAttribute = 5;
}  // namespace node_field
namespace attribute_field {
constexpr uint32_t kName = 1;
constexpr uint32_t kFloat = 2;
constexpr uint32_t kInteger = 3;
constexpr uint32_t kIntegers = 8;
constexpr uint32_t kType = 20;
}  // namespace attribute_field
namespace attribute_type {
constexpr int64_t kFloat = 1;
constexpr int64_t kInteger = 2;
constexpr int64_t kIntegers = 7;
}  // namespace attribute_type
namespace tensor_field {
constexpr uint32_t kDimension = 1;
constexpr uint32_t kDataType = 2;
constexpr uint32_t kIntegers = 7;
constexpr uint32_t kName = 8;
constexpr uint32_t kRawData = 9;
}  // namespace tensor_field
namespace data_type {
constexpr int64_t kFloat = 1;
constexpr int64_t kInteger64 = 7;
}  // namespace data_type
namespace value_field {
constexpr uint32_t kName = 1;
constexpr uint32_t kType = 2;
constexpr uint32_t kTensorType = 1;   // of the type
constexpr uint32_t kElementType = 1;  // of the tensor type
constexpr uint32_t kShape = 2;
constexpr uint32_t kDimension = 1;  // of the shape
constexpr uint32_t kSize = 1;       // of the dimension
constexpr uint32_t kSizeName = 2;
}  // namespace value_field

struct AttributeFields {
  WireWriter& out;

  void operator()(int64_t value) const {
    out.number(attribute_field::kInteger, value);
    out.number(attribute_field::kType, attribute_type::kInteger);
  }
  void operator()(float value) const {
    out.real(attribute_field::kFloat, value);
    out.number(attribute_field::kType, attribute_type::kFloat);
  }
  void operator()(const std::vector<int64_t>& values) const {
    for (const int64_t value : values) out.number(attribute_field::kIntegers, value);
    out.number(attribute_field::kType, attribute_type::kIntegers);
  }
};

WireWriter node_message(const OnnxNode& node) {
  WireWriter out;
  for (const std::string& input : node.inputs) out.text(node_field::kInput, input);
  out.text(node_field::kOutput, node.output);
  out.text(node_field::kName, node.output);
  out.text(node_field::kOperation, node.operation);
  for (const auto& [name, value] : node.attributes) {
    WireWriter attribute;
    attribute.text(attribute_field::kName, name);
    std::visit(AttributeFields{attribute}, value);
    out.message(node_field::kAttribute, attribute);
  }
  return out;
}

WireWriter integers_message(const OnnxIntegers& integers) {
  WireWriter out;
  out.number(tensor_field::kDimension, static_cast<int64_t>(integers.values.size()));
  out.number(tensor_field::kDataType, data_type::kInteger64);
  for (const int64_t value : integers.values) out.number(tensor_field::kIntegers, value);
  out.text(tensor_field::kName, integers.name);
  return out;
}

WireWriter value_message(const OnnxValue& value) {
  WireWriter samples;
  samples.text(value_field::kSizeName, "N");
  WireWriter shape;
  shape.message(value_field::kDimension, samples);
  for (const int64_t size : value.sample) {
    WireWriter dimension;
    dimension.number(value_field::kSize, size);
    shape.message(value_field::kDimension, dimension);
  }
  WireWriter tensor;
  tensor.number(value_field::kElementType, data_type::kFloat);
  tensor.message(value_field::kShape, shape);
  WireWriter type;
  type.message(value_field::kTensorType, tensor);
  WireWriter out;
  out.text(value_field::kName, value.name);
  out.message(value_field::kType, type);
  return out;
}

// The graph without its float constants.
WireWriter graph_message(const OnnxModel& model) {
  WireWriter out;
  for (const OnnxNode& node : model.nodes) out.message(graph_field::kNode, node_message(node));
  out.text(graph_field::kName, model.name);
  for (const OnnxIntegers& integers : model.integers)
    out.message(graph_field::kInitializer, integers_message(integers));
  out.text(graph_field::kDescription, model.description);
  for (const OnnxValue& input : model.inputs)
    out.message(graph_field::kInput, value_message(input));
  out.message(graph_field::kOutput, value_message(model.output));
  return out;
}

// The field of the graph that holds a float constant, as far as its values.
std::string tensor_head(const OnnxTensor& constant) {
  const Tensor& tensor = constant.tensor;
  WireWriter content;
  for (size_t i = 0; i < tensor.shape.size(); ++i) {
    content.number(tensor_field::kDimension,
                   tensor.shape[constant.axes.empty() ? i : constant.axes[i]]);
  }
  content.number(tensor_field::kDataType, data_type::kFloat);
  content.text(tensor_field::kName, constant.name);
  content.announce(tensor_field::kRawData, tensor.values.size_bytes());
  WireWriter head;
  head.announce(graph_field::kInitializer, content.bytes().size() + tensor.values.size_bytes());
  return head.bytes() + content.bytes();
}

// The model as far as the bytes of its graph.
WireWriter model_head(const OnnxModel& model, uint64_t graph_size) {
  WireWriter out;
  out.number(model_field::kIrVersion, kIrVersion);
  out.text(model_field::kProducerName, "Myolens");
  out.text(model_field::kProducerVersion, model.producer_version);
  out.text(model_field::kDescription, model.description);
  WireWriter operators;
  operators.number(kOperatorSetVersion, kOperatorSet);
  out.message(model_field::kOperatorSet, operators);
  for (const auto& [key, value] : model.metadata) {
    WireWriter entry;
    entry.text(entry_field::kKey, key);
    entry.text(entry_field::kValue, value);
    out.message(model_field::kMetadata, entry);
  }
  out.announce(model_field::kGraph, graph_size);
  return out;
}

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::span<const uint8_t> bytes_of(std::span<const float> values) {
  return {reinterpret_cast<const uint8_t*>(values.data()), values.size_bytes()};
}

void write_values(const OnnxTensor& constant, FileWriter& file) {
  const Tensor& tensor = constant.tensor;
  if (constant.axes.empty()) return file.write(bytes_of(tensor.values));
  const StridedView view{bytes_of(tensor.values), tensor.shape, contiguous_strides(tensor.shape)};
  file.write(bytes_of(copy_with_axes(view, constant.axes).values));
}

}  // namespace

void write_onnx(const OnnxModel& model, const fs::path& path) {
  if (fs::symlink_status(path).type() != fs::file_type::not_found) {
    throw Error(ErrorCode::kInvalidArgument,
                path.string() + " exists already and is never overwritten; name a new file");
  }
  const WireWriter graph = graph_message(model);
  uint64_t graph_size = graph.bytes().size();
  for (const OnnxTensor& tensor : model.tensors)
    graph_size += tensor_head(tensor).size() + tensor.tensor.values.size_bytes();
  const WireWriter head = model_head(model, graph_size);
  if (head.bytes().size() + graph_size > kSizeLimitBytes) {
    throw Error(ErrorCode::kLimitExceeded,
                "as one ONNX file this model would have " + std::to_string(graph_size) +
                    " bytes, and such a file holds at most 2 GiB; choose a smaller backbone");
  }
  FileWriter file(path);
  file.write(bytes_of(head.bytes()));
  file.write(bytes_of(graph.bytes()));
  for (const OnnxTensor& tensor : model.tensors) {
    file.write(bytes_of(tensor_head(tensor)));
    write_values(tensor, file);
  }
  file.commit();
}

}  // namespace myolens
