// PyTorch's old stream made in code, sound and otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace myolens::torch_stream {

inline std::string little_endian(uint64_t value, size_t size) {
  return {reinterpret_cast<const char*>(&value), size};
}

inline std::string text(const std::string& content) {
  return "X" + little_endian(content.size(), 4) + content;
}
inline std::string integer(int32_t value) {
  return "J" + little_endian(static_cast<uint32_t>(value), 4);
}
inline std::string tuple(const std::vector<int32_t>& values) {
  std::string items;
  for (const int32_t value : values) items += integer(value);
  return "(" + items + "t";
}
inline std::string global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}
inline std::string pickle(const std::string& operations) { return "\x80\x02" + operations + "."; }

inline const std::string kOrderedDict = global("collections", "OrderedDict") + ")R";

struct StoredTensor {
  std::string name;
  std::vector<int32_t> shape;
  std::vector<int32_t> strides;
  std::vector<float> values = {};  // of the storage
  int32_t offset = 0;
  std::string storage_type = "FloatStorage";
  std::string values_as_bytes = "";  // in place of `values`
  std::string key = "";              // the name when empty

  size_t count() const {
    return values_as_bytes.empty() ? values.size() : values_as_bytes.size() / 8;
  }
  std::string storage_key() const { return key.empty() ? name : key; }
};

inline std::string tensor(const StoredTensor& stored) {
  const std::string storage = "(" + text("storage") + global("torch", stored.storage_type) +
                              text(stored.storage_key()) + text("cpu") +
                              integer(static_cast<int32_t>(stored.count())) + "NtQ";
  return global("torch._utils", "_rebuild_tensor_v2") + "(" + storage + integer(stored.offset) +
         tuple(stored.shape) + tuple(stored.strides) + "\x89" + kOrderedDict + "tR";
}

inline std::string preamble() {
  using namespace std::string_literals;
  return pickle("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"s) + pickle("M\xe9\x03"s) +
         pickle("}(" + text("protocol_version") + "M\xe9\x03"s + text("little_endian") + "\x88u");
}

inline std::string state_dictionary(const std::string& items) {
  return pickle(kOrderedDict + "(" + items + "u");
}

// Keys of the storages, then their values.
inline std::string storages(const std::vector<StoredTensor>& tensors) {
  std::string keys;
  std::string content;
  for (const StoredTensor& stored : tensors) {
    keys += text(stored.storage_key());
    content += little_endian(stored.count(), 8);
    content += stored.values_as_bytes.empty()
                   ? std::string(reinterpret_cast<const char*>(stored.values.data()),
                                 stored.values.size() * sizeof(float))
                   : stored.values_as_bytes;
  }
  return pickle("](" + keys + "e") + content;
}

inline std::string file(const std::vector<StoredTensor>& tensors) {
  std::string items;
  for (const StoredTensor& stored : tensors) items += text(stored.name) + tensor(stored);
  return preamble() + state_dictionary(items) + storages(tensors);
}

}  // namespace myolens::torch_stream
