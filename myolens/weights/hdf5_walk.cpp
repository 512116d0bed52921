#include "myolens/weights/hdf5_walk.h"

#include <algorithm>
#include <cstring>
#include <hdf5.h>
#include <set>

#include "myolens/weights/hdf5_descriptor.h"

namespace myolens {
namespace {

constexpr uint64_t kValueLimitBytes = uint64_t{4} << 30;
constexpr size_t kDatasetLimit = 100'000;
constexpr size_t kGroupLimit = 400'000;
constexpr size_t kDepthLimit = 32;
constexpr size_t kPathLimit = 1024;
constexpr uint64_t kAttributeLimitBytes = uint64_t{64} << 20;
constexpr size_t kAttributePartLimit = 10'000;
// Deflate reaches 1032 to 1 (zlib's technical details).
constexpr uint64_t kUnpackedLimitRatio = 1032;

// A name, or a name with 0, 1, ... behind when Keras had to cut a list that HDF5 has no room for.
constexpr const char* kAttributes[] = {"layer_names",   "weight_names", "name",
                                       "keras_version", "backend",      "model_config"};
constexpr const char* kListAttributes[] = {"layer_names", "weight_names"};
// Moments of an optimiser take twice the memory of the weights.
constexpr const char* kOptimizerGroups[] = {"optimizer_weights", "optimizer"};

struct Stop {
  Hdf5Outcome outcome;
  std::string reason;
};

[[noreturn]] void damaged(const std::string& what) { throw Stop{Hdf5Outcome::kDamaged, what}; }
[[noreturn]] void too_much(const std::string& what) {
  throw Stop{Hdf5Outcome::kLimitExceeded, what};
}

// A handle of libhdf5, closed by the function that goes with its kind.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t), const std::string& what) : id_(id), close_(close) {
    if (id < 0) damaged(what + " cannot be opened");
  }
  ~Handle() { close_(id_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }  // NOLINT: it stands for the identifier everywhere

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

std::string type_text(hid_t type) {
  const std::string bits = std::to_string(8 * H5Tget_size(type));
  switch (H5Tget_class(type)) {
    case H5T_FLOAT:
      return "float" + bits;
    case H5T_INTEGER:
      return "int" + bits;
    case H5T_STRING:
      return "text";
    default:
      return "another type than float32";
  }
}

bool has_float_values(hid_t type, const Shape& shape) {
  if (H5Tequal(type, H5T_IEEE_F32LE) > 0 || H5Tequal(type, H5T_IEEE_F32BE) > 0) return true;
  return shape.empty() && H5Tget_class(type) == H5T_INTEGER;  // Normalization's count
}

herr_t collect_name(hid_t, const char* name, const H5L_info_t* info, void* names) {
  // Links to elsewhere, in this file or in others, are not followed.
  if (info->type != H5L_TYPE_HARD) return 0;
  static_cast<std::vector<std::string>*>(names)->push_back(name);
  return static_cast<std::vector<std::string>*>(names)->size() > kGroupLimit ? -1 : 0;
}

class Walker {
 public:
  Walker(hid_t file, uint64_t file_bytes) : file_(file), file_bytes_(file_bytes) {}

  void group(const std::string& path, size_t depth) {
    if (depth > kDepthLimit) too_much("has groups nested more than 32 deep");
    if (path.size() > kPathLimit) too_much("has names of more than 1024 characters");
    const Handle group(H5Gopen2(file_, ("/" + path).c_str(), H5P_DEFAULT), H5Gclose, path);
    table_.groups.push_back(path);
    attributes(group, path);
    std::vector<std::string> names;
    if (H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_name, &names) < 0)
      damaged("the group " + path + " cannot be listed");
    for (const std::string& name : names) {
      const bool optimizer =
          depth == 0 && std::ranges::find(kOptimizerGroups, name) != std::end(kOptimizerGroups);
      if (!optimizer) object(group, path.empty() ? name : path + "/" + name, name, depth);
    }
  }

  const Hdf5Need& need() const { return need_; }
  Hdf5Table take() { return std::move(table_); }

  void read_values(uint8_t* memory) {
    for (const Hdf5Dataset& dataset : table_.datasets) {
      if (!dataset.unread_type.empty() || element_count(dataset.shape) == 0) continue;
      const Handle id(H5Dopen2(file_, ("/" + dataset.path).c_str(), H5P_DEFAULT), H5Dclose,
                      dataset.path);
      if (H5Dread(id, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, memory + dataset.offset) < 0)
        damaged("the values of " + dataset.path + " cannot be read");
    }
  }

 private:
  void object(hid_t parent, const std::string& path, const std::string& name, size_t depth) {
    H5O_info_t info;
    if (H5Oget_info_by_name1(parent, name.c_str(), &info, H5P_DEFAULT) < 0)
      damaged(path + " cannot be opened");
    if (info.type == H5O_TYPE_DATASET) return dataset(path);
    if (info.type != H5O_TYPE_GROUP) return;
    if (!groups_.insert(info.addr).second) damaged("the group " + path + " occurs twice");
    if (groups_.size() > kGroupLimit) too_much("has more than 400,000 groups");
    group(path, depth + 1);
  }

  void dataset(const std::string& path) {
    if (table_.datasets.size() == kDatasetLimit) too_much("has more than 100,000 datasets");
    if (path.size() > kPathLimit) too_much("has names of more than 1024 characters");
    const Handle id(H5Dopen2(file_, ("/" + path).c_str(), H5P_DEFAULT), H5Dclose, path);
    const Handle type(H5Dget_type(id), H5Tclose, path);
    Hdf5Dataset entry{path, shape_of(id, path), "", 0};
    if (has_float_values(type, entry.shape)) {
      entry.offset = need_.value_bytes;
      reserve(id, entry);
    } else {
      entry.unread_type = type_text(type);
    }
    table_.datasets.push_back(std::move(entry));
  }

  static Shape shape_of(hid_t id, const std::string& path) {
    const Handle space(H5Dget_space(id), H5Sclose, path);
    const int rank = H5Sget_simple_extent_ndims(space);
    if (rank < 0 || rank > H5S_MAX_RANK) damaged(path + " has no shape");
    if (H5Sget_simple_extent_type(space) == H5S_NULL) return {0};
    std::vector<hsize_t> sizes(static_cast<size_t>(rank));
    if (H5Sget_simple_extent_dims(space, sizes.data(), nullptr) < 0)
      damaged(path + " has no shape");
    uint64_t count = 1;
    for (const hsize_t size : sizes) {
      if (size != 0 && count > kValueLimitBytes / size) too_much(kTooLarge);
      count *= size;
    }
    return {sizes.begin(), sizes.end()};
  }

  // Refuses what the file cannot hold, before any memory is asked for.
  void reserve(hid_t id, const Hdf5Dataset& entry) {
    const uint64_t bytes = sizeof(float) * static_cast<uint64_t>(element_count(entry.shape));
    const Handle settings(H5Dget_create_plist(id), H5Pclose, entry.path);
    const H5D_layout_t layout = H5Pget_layout(settings);
    const bool packed = layout == H5D_CHUNKED;
    if (H5Pget_external_count(settings) != 0 ||
        (!packed && layout != H5D_CONTIGUOUS && layout != H5D_COMPACT)) {
      damaged(entry.path + " keeps its values in another file");
    }
    const uint64_t stored = std::min<uint64_t>(H5Dget_storage_size(id), file_bytes_);
    const bool scalar = entry.shape.empty();  // an integer may take fewer bytes than a float
    if (bytes > (packed ? kUnpackedLimitRatio * stored : stored) && !(scalar && stored > 0))
      damaged(entry.path + " is larger than what the file holds of it");
    need_.value_bytes += bytes;
    if (packed)
      need_.unpacking_bytes = std::max(need_.unpacking_bytes, 2 * bytes);
    else
      plain_bytes_ += bytes;
    if (plain_bytes_ > file_bytes_ + kScalarAllowanceBytes) damaged("its datasets overlap");
    if (need_.value_bytes > kValueLimitBytes) too_much(kTooLarge);
  }

  void attributes(hid_t group, const std::string& path) {
    for (const char* name : kAttributes) {
      if (H5Aexists(group, name) > 0) add({path, name, strings(group, name)});
    }
    for (const char* name : kListAttributes) {
      Hdf5Attribute whole{path, name, {}};
      size_t part = 0;
      for (; part < kAttributePartLimit; ++part) {
        const std::string part_name = name + std::to_string(part);
        if (H5Aexists(group, part_name.c_str()) <= 0) break;
        std::ranges::move(strings(group, part_name), std::back_inserter(whole.values));
      }
      if (part > 0) add(std::move(whole));
    }
  }

  void add(Hdf5Attribute attribute) { table_.attributes.push_back(std::move(attribute)); }

  // An empty list of Python becomes an empty list of numbers.
  std::vector<std::string> strings(hid_t group, const std::string& name) {
    const Handle id(H5Aopen(group, name.c_str(), H5P_DEFAULT), H5Aclose, name);
    const Handle type(H5Aget_type(id), H5Tclose, name);
    const Handle space(H5Aget_space(id), H5Sclose, name);
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    if (count < 0) damaged("the attribute " + name + " has no shape");
    if (count == 0 || H5Tget_class(type) != H5T_STRING) return {};
    const uint64_t size = H5Tget_size(type);
    spend(static_cast<uint64_t>(count), size);
    return H5Tis_variable_str(type) > 0 ? free_strings(id, type, static_cast<size_t>(count))
                                        : fixed_strings(id, type, static_cast<size_t>(count));
  }

  void spend(uint64_t count, uint64_t size) {
    const uint64_t left = kAttributeLimitBytes - attribute_bytes_;
    if (size == 0 || count > left / size) too_much("has attributes of more than 64 MiB");
    attribute_bytes_ += count * size;
  }

  std::vector<std::string> free_strings(hid_t id, hid_t type, size_t count) {
    std::vector<char*> texts(count, nullptr);
    if (H5Aread(id, type, texts.data()) < 0) damaged("an attribute cannot be read");
    std::vector<std::string> values;
    for (const char* text : texts) {
      values.emplace_back(text ? text : "");
      spend(1, values.back().size() + 1);
    }
    return values;  // the process ends soon, and the texts with it
  }

  static std::vector<std::string> fixed_strings(hid_t id, hid_t type, size_t count) {
    const size_t size = H5Tget_size(type);
    std::string text(size * count, '\0');
    if (H5Aread(id, type, text.data()) < 0) damaged("an attribute cannot be read");
    std::vector<std::string> values;
    for (size_t i = 0; i < count; ++i)
      values.emplace_back(text.data() + i * size, strnlen(text.data() + i * size, size));
    return values;
  }

  static constexpr const char* kTooLarge = "holds more than 4 GiB of values";
  static constexpr uint64_t kScalarAllowanceBytes = 4096;  // integers of one byte become four

  hid_t file_;
  uint64_t file_bytes_;
  Hdf5Table table_;
  Hdf5Need need_;
  uint64_t plain_bytes_ = 0;
  uint64_t attribute_bytes_ = 0;
  std::set<haddr_t> groups_;
};

}  // namespace

Hdf5Table walk_hdf5(const Hdf5Walk& walk) {
  try {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    H5PLset_loading_state(0);  // a file must not choose code to load
    const Handle access(access_by_descriptor(walk.descriptor), H5Pclose, "the file");
    const Handle file(H5Fopen("weights", H5F_ACC_RDONLY, access), H5Fclose, "the file");
    Walker walker(file, walk.file_bytes);
    walker.group("", 0);
    uint8_t* memory = walk.allocate(walker.need());
    if (walker.need().value_bytes > 0) {
      if (memory == nullptr) too_much("needs more memory for its values than there is");
      walker.read_values(memory);
    }
    return walker.take();
  } catch (const Stop& stop) {
    return {stop.outcome, stop.reason, {}, {}, {}};
  }
}

}  // namespace myolens
