#include "myolens/weights/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/json_fault.h"

namespace myolens {
namespace {

static_assert(std::endian::native == std::endian::little, "the store format is little-endian");

using Json = nlohmann::json;

constexpr uint64_t kLengthBytes = 8;
constexpr uint64_t kTableLimitBytes = uint64_t{64} << 20;
constexpr size_t kDimensionLimit = 8;

class Reader {
 public:
  explicit Reader(const std::filesystem::path& path)
      : path_(path.string()), file_(std::make_shared<MappedFile>(path)) {}

  SafetensorsFile read() {
    const Json table = read_table();
    SafetensorsFile result;
    for (const auto& [name, entry] : table.items()) {
      if (name == "__metadata__") {
        result.metadata = entry.get<std::map<std::string, std::string>>();
      } else {
        result.weights.set(name, read_tensor(name, entry));
      }
    }
    check_coverage(result.weights);
    return result;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::kBadFormat,
                path_ + " is not a sound safetensors file: " + what + "; fetch it again");
  }

 private:
  Json read_table() {
    const auto bytes = file_->bytes();
    uint64_t length = 0;
    if (bytes.size() < kLengthBytes) fail("it has only " + std::to_string(bytes.size()) + " bytes");
    std::memcpy(&length, bytes.data(), kLengthBytes);
    if (length > kTableLimitBytes || length > bytes.size() - kLengthBytes || length % 4 != 0) {
      fail("its header claims " + std::to_string(length) + " bytes");
    }
    data_ = bytes.subspan(kLengthBytes + length);
    const auto* begin = bytes.data() + kLengthBytes;
    Json table = Json::parse(begin, begin + length, nullptr, false);
    if (!table.is_object()) fail("its header is not a JSON object");
    return table;
  }

  Tensor read_tensor(const std::string& name, const Json& entry) const {
    if (entry.at("dtype") != "F32") fail(name + " is not of type F32");
    const auto shape = entry.at("shape").get<std::vector<uint64_t>>();
    const auto offsets = entry.at("data_offsets").get<std::vector<uint64_t>>();
    if (shape.size() > kDimensionLimit || offsets.size() != 2)
      fail(name + " has a wrong shape or offsets");
    uint64_t count = 1;
    for (const uint64_t size : shape) {
      if (size != 0 && count > data_.size() / size) fail(name + " is larger than the file");
      count *= size;
    }
    const bool inside =
        offsets[0] <= offsets[1] && offsets[1] <= data_.size() && offsets[0] % 4 == 0;
    if (!inside || offsets[1] - offsets[0] != 4 * count)
      fail(name + " has offsets that do not fit its shape");
    const auto* values = reinterpret_cast<const float*>(data_.data() + offsets[0]);
    return {Shape(shape.begin(), shape.end()),
            {values, static_cast<size_t>(count)},
            file_,
            file_.get()};
  }

  // Sorted by address, every tensor begins where the one before ends.
  void check_coverage(const WeightSet& weights) const {
    std::vector<std::span<const float>> ranges;
    for (const auto& [name, tensor] : weights.tensors()) ranges.push_back(tensor.values);
    std::ranges::sort(ranges, {}, [](auto range) { return std::pair(range.data(), range.size()); });
    const auto* expected = reinterpret_cast<const float*>(data_.data());
    for (const auto& range : ranges) {
      if (range.data() != expected) fail("its tensors overlap or leave gaps");
      expected += range.size();
    }
    if (reinterpret_cast<const uint8_t*>(expected) != data_.data() + data_.size())
      fail("values are left over behind its tensors");
  }

  std::string path_;
  std::shared_ptr<MappedFile> file_;
  std::span<const uint8_t> data_;
};

}  // namespace

SafetensorsFile read_safetensors(const std::filesystem::path& path) {
  Reader reader(path);
  try {
    return reader.read();
  } catch (const Json::exception& error) {
    reader.fail(json_fault(error));
  }
}

void write_safetensors(const std::filesystem::path& path, const WeightSet& weights,
                       const std::map<std::string, std::string>& metadata) {
  Json table = Json::object();
  table["__metadata__"] = metadata;
  uint64_t offset = 0;
  for (const auto& [name, tensor] : weights.tensors()) {
    const uint64_t end = offset + tensor.values.size_bytes();
    table[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string header = table.dump();
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const uint64_t length = header.size();
  FileWriter writer(path);
  writer.write({reinterpret_cast<const uint8_t*>(&length), kLengthBytes});
  writer.write({reinterpret_cast<const uint8_t*>(header.data()), header.size()});
  for (const auto& [name, tensor] : weights.tensors()) {
    writer.write(
        {reinterpret_cast<const uint8_t*>(tensor.values.data()), tensor.values.size_bytes()});
  }
  writer.commit();
}

}  // namespace myolens
