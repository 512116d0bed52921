#include "myolens/weights/torch_legacy.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <utility>

#include "myolens/base/error.h"
#include "myolens/weights/efficientnet_lite_names.h"
#include "myolens/weights/pickle.h"

namespace myolens {
namespace {

// The pickle of torch.serialization.MAGIC_NUMBER, 0x1950a86a20f9469cfc6c.
constexpr std::array<uint8_t, 15> kMagic{0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46,
                                         0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e};
constexpr int64_t kProtocolVersion = 1001;
constexpr size_t kDimensionLimit = 8;

// Items of the tuple that stands for a storage, and of one that stands for a tensor.
enum StorageItem : size_t { kTag, kType, kKey, kDevice, kCount, kPart, kStorageItems };
enum TensorItem : size_t { kStorage, kOffset, kSize, kStride };

struct Storage {
  bool holds_floats = true;
  uint64_t count = 0;
  bool was_read = false;
  std::span<const uint8_t> bytes;

  uint64_t value_bytes() const { return holds_floats ? sizeof(float) : sizeof(int64_t); }
};

class StateReader {
 public:
  explicit StateReader(const FileBytes& file) : file_(file), rest_(file.bytes) {}

  std::vector<StateTensor> read() {
    read_preamble();
    state_ = next_pickle();
    if (state_.top().kind != PickleKind::kDictionary) fail("it holds no dictionary of tensors");
    note_storages();
    read_storages(next_pickle());
    return tensors();
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::kBadFormat, file_.origin + " is not a sound PyTorch file: " + what);
  }

  Pickle next_pickle() {
    Pickle pickle = read_pickle(rest_, file_.origin);
    rest_ = rest_.subspan(pickle.size);
    return pickle;
  }

  void read_preamble() {
    if (!looks_like_torch_legacy(rest_)) fail("it does not begin as one");
    rest_ = rest_.subspan(kMagic.size());
    if (const Pickle version = next_pickle();
        version.top().kind != PickleKind::kInteger || version.top().number != kProtocolVersion) {
      fail("its protocol version is not 1001");
    }
    const Pickle machine = next_pickle();
    const auto& items = machine.top().items;
    for (size_t i = 0; i + 1 < items.size(); i += 2) {
      const PickleValue& value = machine.at(items[i + 1]);
      if (machine.at(items[i]).text == "little_endian" && value.kind == PickleKind::kBool &&
          value.number == 1) {
        return;
      }
    }
    fail("its values are not little-endian");
  }

  const PickleValue& item(const PickleValue& tuple, size_t index, PickleKind kind,
                          const char* what) const {
    if (index >= tuple.items.size() || state_.at(tuple.items[index]).kind != kind)
      fail(std::string("a tensor has no sound ") + what);
    return state_.at(tuple.items[index]);
  }

  const PickleValue& storage_tuple(const PickleValue& persistent) const {
    const PickleValue& tuple = item(persistent, 0, PickleKind::kTuple, "storage");
    if (tuple.items.size() != kStorageItems ||
        item(tuple, kTag, PickleKind::kText, "storage").text != "storage" ||
        state_.at(tuple.items[kPart]).kind != PickleKind::kNone) {
      fail("a tensor has no sound storage");
    }
    return tuple;
  }

  void note_storages() {
    for (const PickleValue& value : state_.values) {
      if (value.kind != PickleKind::kPersistent) continue;
      const PickleValue& tuple = storage_tuple(value);
      const int64_t count = item(tuple, kCount, PickleKind::kInteger, "size").number;
      if (count < 0) fail("a storage has a negative size");
      const Storage storage{
          item(tuple, kType, PickleKind::kGlobal, "type").text == "torch FloatStorage",
          static_cast<uint64_t>(count),
          false,
          {}};
      const std::string key(item(tuple, kKey, PickleKind::kText, "key").text);
      const Storage& first = storages_.try_emplace(key, storage).first->second;
      if (first.count != storage.count || first.holds_floats != storage.holds_floats)
        fail("the storage " + key + " is described twice in different ways");
    }
  }

  void read_storages(const Pickle& keys) {
    if (keys.top().kind != PickleKind::kList) fail("the list of its storages is missing");
    size_t read = 0;
    for (const PickleRef ref : keys.top().items) {
      const std::string key(keys.at(ref).text);
      const auto entry = storages_.find(key);
      if (entry == storages_.end() || std::exchange(entry->second.was_read, true))
        fail("the storage " + key + " is unknown or comes twice");
      read_storage(key, entry->second);
      ++read;
    }
    if (read != storages_.size()) fail("values of some tensors are missing");
    if (!rest_.empty()) fail(std::to_string(rest_.size()) + " bytes are left over");
  }

  void read_storage(const std::string& key, Storage& storage) {
    uint64_t count = 0;
    if (rest_.size() < sizeof count) fail("it ends before the storage " + key);
    std::memcpy(&count, rest_.data(), sizeof count);
    rest_ = rest_.subspan(sizeof count);
    if (count != storage.count) fail("the storage " + key + " has another size than it should");
    if (count > rest_.size() / storage.value_bytes()) fail("it ends inside the storage " + key);
    storage.bytes = rest_.first(count * storage.value_bytes());
    rest_ = rest_.subspan(storage.bytes.size());
  }

  std::vector<StateTensor> tensors() const {
    std::vector<StateTensor> tensors;
    uint64_t budget = file_.bytes.size() / sizeof(float);  // tensors may share a storage
    const auto& items = state_.top().items;
    for (size_t i = 0; i + 1 < items.size(); i += 2) {
      const PickleValue& name = state_.at(items[i]);
      const PickleValue& value = state_.at(items[i + 1]);
      if (name.kind != PickleKind::kText || value.kind != PickleKind::kTensor) {
        fail("\"" + std::string(name.text) +
             "\" is no tensor; save model.state_dict() and nothing around it");
      }
      tensors.push_back(tensor(std::string(name.text), value));
      if (!tensors.back().holds_floats) continue;
      const auto count = static_cast<uint64_t>(element_count(tensors.back().view.shape));
      if (count > budget) {
        throw Error(ErrorCode::kLimitExceeded,
                    file_.origin + " describes more values than it has; it is no set of weights");
      }
      budget -= count;
    }
    return tensors;
  }

  std::vector<int64_t> numbers(const PickleValue& tensor, TensorItem index) const {
    std::vector<int64_t> numbers;
    const PickleValue& tuple = item(tensor, index, PickleKind::kTuple, "shape");
    if (tuple.items.size() > kDimensionLimit) fail("a tensor has more than 8 dimensions");
    for (size_t i = 0; i < tuple.items.size(); ++i) {
      const int64_t number = item(tuple, i, PickleKind::kInteger, "shape").number;
      if (number < 0) fail("a tensor has a negative size or stride");
      numbers.push_back(number);
    }
    return numbers;
  }

  StateTensor tensor(const std::string& name, const PickleValue& value) const {
    const PickleValue& persistent = item(value, kStorage, PickleKind::kPersistent, "storage");
    const PickleValue& key = item(storage_tuple(persistent), kKey, PickleKind::kText, "key");
    const Storage& storage = storages_.at(std::string(key.text));
    if (!storage.holds_floats) return {name, {}, false};
    const int64_t offset = item(value, kOffset, PickleKind::kInteger, "offset").number;
    Shape shape = numbers(value, kSize);
    std::vector<int64_t> strides = numbers(value, kStride);
    if (strides.size() != shape.size()) fail(name + " has other strides than dimensions");
    check_inside(name, {offset, shape, strides}, storage.count);
    const auto begin =
        std::min(static_cast<uint64_t>(offset) * sizeof(float), storage.bytes.size());
    return {name, {storage.bytes.subspan(begin), std::move(shape), std::move(strides)}, true};
  }

  struct Extents {
    int64_t offset;
    const Shape& shape;
    const std::vector<int64_t>& strides;
  };

  // No more values than the storage has, and the last one inside it.
  void check_inside(const std::string& name, const Extents& extents, uint64_t storage_count) const {
    const auto [offset, shape, strides] = extents;
    uint64_t count = 1;
    for (const int64_t size : shape) {
      if (size != 0 && count > storage_count / static_cast<uint64_t>(size))
        fail(name + " has more values than its storage");
      count *= static_cast<uint64_t>(size);
    }
    if (offset < 0 || static_cast<uint64_t>(offset) > storage_count)
      fail(name + " begins behind its storage");
    if (count == 0) return;
    uint64_t last = static_cast<uint64_t>(offset);
    bool fits = true;
    for (size_t i = 0; i < shape.size() && fits; ++i) {
      const auto steps = static_cast<uint64_t>(shape[i]) - 1;
      const auto stride = static_cast<uint64_t>(strides[i]);
      fits = steps == 0 || stride <= storage_count / steps;
      if (fits) last += steps * stride;
    }
    if (!fits || last >= storage_count) fail(name + " reaches beyond its storage");
  }

  const FileBytes& file_;
  std::span<const uint8_t> rest_;
  Pickle state_;
  std::map<std::string, Storage, std::less<>> storages_;
};

}  // namespace

std::vector<StateTensor> read_torch_state(const FileBytes& file) {
  return StateReader(file).read();
}

WeightFile read_torch_legacy(const FileBytes& file) {
  return {WeightFormat::kTorchLegacy, file.origin,
          efficientnet_lite_layers(read_torch_state(file), file)};
}

bool looks_like_torch_legacy(std::span<const uint8_t> bytes) {
  return bytes.size() >= kMagic.size() && std::ranges::equal(bytes.first(kMagic.size()), kMagic);
}

}  // namespace myolens
