#include "myolens/weights/onnx_graph.h"

#include <algorithm>
#include <limits>
#include <map>

#include "myolens/base/error.h"
#include "myolens/weights/onnx.h"
#include "myolens/weights/protobuf_wire.h"

namespace myolens {
namespace {

constexpr size_t kDimensionLimit = 8;
constexpr size_t kTensorLimit = 100'000;
constexpr uint64_t kLargestIrVersion = 63;  // today's is 13

// Field numbers of onnx.proto.
namespace model_field {
constexpr uint32_t kIrVersion = 1;
constexpr uint32_t kGraph = 7;
}  // namespace model_field
namespace graph_field {
constexpr uint32_t kNode = 1;
constexpr uint32_t kInitializer = 5;
constexpr uint32_t kSparseInitializer = 15;
}  // namespace graph_field
namespace node_field {
constexpr uint32_t kInput = 1;
constexpr uint32_t kOperation = 4;
}  // namespace node_field
namespace tensor_field {
constexpr uint32_t kDims = 1;
constexpr uint32_t kDataType = 2;
constexpr uint32_t kSegment = 3;
constexpr uint32_t kFloatData = 4;
constexpr uint32_t kName = 8;
constexpr uint32_t kRawData = 9;
constexpr uint32_t kExternalData = 13;
constexpr uint32_t kDataLocation = 14;
}  // namespace tensor_field

enum class DataType : uint64_t {
  kUndefined = 0,
  kFloat = 1,
  kFloat16 = 10,
  kDouble = 11,
  kBfloat16 = 16
};

std::string_view name_of(DataType type) {
  switch (type) {
    case DataType::kUndefined:
      return "of no type";
    case DataType::kFloat:
      return "float32";
    case DataType::kFloat16:
      return "float16";
    case DataType::kDouble:
      return "float64";
    case DataType::kBfloat16:
      return "bfloat16";
  }
  return "";  // an integer, a truth value, a text: no weight
}

[[noreturn]] void fail(const std::string& origin, const std::string& what) {
  throw Error(ErrorCode::kBadFormat, origin + " is an ONNX file that cannot be used: " + what);
}

struct TensorMessage {
  std::string name;
  std::vector<uint64_t> dims;
  DataType type = DataType::kUndefined;
  std::span<const uint8_t> values;
  bool elsewhere = false;
};

void read_dims(const WireField& field, const std::string& origin, std::vector<uint64_t>& dims) {
  if (field.type == WireType::kVarint) {
    dims.push_back(field.value);
  } else {
    WireReader packed(field.bytes, origin);
    while (!packed.at_end() && dims.size() <= kDimensionLimit) dims.push_back(packed.varint());
  }
  if (dims.size() > kDimensionLimit) fail(origin, "a tensor has more than 8 dimensions");
}

TensorMessage read_tensor(std::span<const uint8_t> message, const std::string& origin) {
  TensorMessage tensor;
  WireReader reader(message, origin);
  while (const auto field = reader.next()) {
    switch (field->number) {
      case tensor_field::kDims:
        read_dims(*field, origin, tensor.dims);
        break;
      case tensor_field::kDataType:
        tensor.type = static_cast<DataType>(field->value);
        break;
      case tensor_field::kName:
        tensor.name = field->text();
        break;
      case tensor_field::kFloatData:
      case tensor_field::kRawData:
        if (!tensor.values.empty()) fail(origin, tensor.name + " comes in parts; export it again");
        tensor.values = field->bytes;
        break;
      case tensor_field::kSegment:
      case tensor_field::kExternalData:
        tensor.elsewhere = true;
        break;
      case tensor_field::kDataLocation:
        tensor.elsewhere = tensor.elsewhere || field->value != 0;
        break;
      default:
        break;
    }
  }
  return tensor;
}

Shape checked_shape(const TensorMessage& tensor, const std::string& origin) {
  uint64_t count = 1;
  for (const uint64_t size : tensor.dims) {
    if (size > tensor.values.size() || (size != 0 && count > tensor.values.size() / size)) {
      fail(origin, tensor.name + " has fewer values than its dimensions say; fetch it again");
    }
    count *= size;
  }
  if (count * sizeof(float) != tensor.values.size()) {
    fail(origin, tensor.name + " has " + std::to_string(tensor.values.size()) + " bytes where " +
                     std::to_string(count) + " float32 values should be; fetch it again");
  }
  return {tensor.dims.begin(), tensor.dims.end()};
}

class GraphReader {
 public:
  explicit GraphReader(const FileBytes& file) : file_(file) {}

  std::vector<OnnxInitializer> read() {
    read_graph(find_graph());
    std::ranges::stable_sort(found_, {}, &Found::node);
    std::vector<OnnxInitializer> result;
    for (Found& found : found_) result.push_back(std::move(found.initializer));
    if (result.empty()) {
      throw Error(ErrorCode::kBadData,
                  file_.origin +
                      " is an ONNX file without float32 initialisers; export the model "
                      "with its weights");
    }
    return result;
  }

 private:
  static constexpr size_t kUnused = std::numeric_limits<size_t>::max();

  struct Found {
    OnnxInitializer initializer;
    size_t node = kUnused;
  };

  std::span<const uint8_t> find_graph() const {
    WireReader model(file_.bytes, file_.origin);
    std::optional<std::span<const uint8_t>> graph;
    while (const auto field = model.next()) {
      if (field->number != model_field::kGraph) continue;
      if (graph) fail(file_.origin, "it has two graphs");
      graph = field->bytes;
    }
    if (!graph) fail(file_.origin, "it has no graph");
    return *graph;
  }

  void read_graph(std::span<const uint8_t> graph) {
    WireReader initializers(graph, file_.origin);
    while (const auto field = initializers.next()) {
      if (field->number == graph_field::kInitializer) add_initializer(field->bytes);
      if (field->number == graph_field::kSparseInitializer)
        fail(file_.origin, "it has sparse tensors; export it with dense ones");
    }
    WireReader nodes(graph, file_.origin);
    for (size_t index = 0; const auto field = nodes.next();) {
      if (field->number == graph_field::kNode) note_uses(field->bytes, index++);
    }
  }

  void add_initializer(std::span<const uint8_t> message) {
    TensorMessage tensor = read_tensor(message, file_.origin);
    if (name_of(tensor.type).empty()) return;
    if (tensor.type != DataType::kFloat) {
      fail(file_.origin, tensor.name + " is " + std::string(name_of(tensor.type)) +
                             ", not float32; export the model in float32");
    }
    if (tensor.elsewhere) {
      fail(file_.origin, tensor.name + " lies in another file; export the model as one file");
    }
    if (found_.size() == kTensorLimit) fail(file_.origin, "it has more than 100,000 tensors");
    if (!positions_.emplace(tensor.name, found_.size()).second)
      fail(file_.origin, "the tensor " + tensor.name + " occurs twice");
    Shape shape = checked_shape(tensor, file_.origin);
    if (tensor.values.empty()) return;
    found_.push_back({{std::move(tensor.name), std::move(shape), tensor.values, "", 0}});
  }

  void note_uses(std::span<const uint8_t> message, size_t index) {
    std::vector<std::pair<size_t, size_t>> uses;  // position in found_, place among the inputs
    std::string operation;
    WireReader node(message, file_.origin);
    for (size_t input = 0; const auto field = node.next();) {
      if (field->number == node_field::kOperation) operation = field->text();
      if (field->number != node_field::kInput) continue;
      const auto position = positions_.find(field->text());
      if (position != positions_.end()) uses.emplace_back(position->second, input);
      ++input;
    }
    for (const auto& [position, input] : uses) {
      Found& found = found_[position];
      if (found.node != kUnused) continue;
      found.node = index;
      found.initializer.operation = operation;
      found.initializer.input = input;
    }
  }

  const FileBytes& file_;
  std::vector<Found> found_;
  std::map<std::string, size_t, std::less<>> positions_;
};

}  // namespace

std::vector<OnnxInitializer> read_onnx_initializers(const FileBytes& file) {
  return GraphReader(file).read();
}

bool looks_like_onnx(std::span<const uint8_t> bytes) {
  constexpr uint8_t kGraphTag = model_field::kGraph << 3 | static_cast<uint8_t>(WireType::kBytes);
  constexpr size_t kFieldLimit = 64;
  static const std::string kOrigin = "file";
  WireReader reader(bytes, kOrigin);
  try {
    auto field = reader.next();
    if (!field || field->number != model_field::kIrVersion || field->type != WireType::kVarint ||
        field->value > kLargestIrVersion) {
      return false;
    }
    for (size_t i = 0; i < kFieldLimit; ++i) {
      if (reader.at_end()) return false;
      if (reader.rest().front() == kGraphTag) return true;
      reader.next();
    }
  } catch (const Error&) {
  }
  return false;
}

}  // namespace myolens
