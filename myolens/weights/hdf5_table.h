// What the process that reads an HDF5 file tells the one that asked for it (hdf5_child.h), in a
// format of our own. The reader trusts none of it: the library that ran over there may have been
// led astray by a hostile file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "myolens/base/file.h"
#include "myolens/graph/layer.h"

namespace myolens {

struct Hdf5Dataset {
  std::string path;  // "conv1/conv1/kernel", without a slash in front
  Shape shape;
  std::string unread_type;  // why there are no values, "float16"; empty for float32 and scalars
  uint64_t offset = 0;      // of the values in the shared memory, bytes
};

struct Hdf5Attribute {
  std::string group;  // path of the group; empty for the root
  std::string name;
  std::vector<std::string> values;
};

enum class Hdf5Outcome : uint8_t { kRead, kDamaged, kLimitExceeded };

struct Hdf5Table {
  Hdf5Outcome outcome = Hdf5Outcome::kRead;
  std::string reason;  // of an outcome that is not kRead
  std::vector<std::string> groups;
  std::vector<Hdf5Dataset> datasets;
  std::vector<Hdf5Attribute> attributes;
};

Bytes write_hdf5_table(const Hdf5Table& table);

// Every dataset with values lies inside `value_bytes`. Errors: kBadFormat.
Hdf5Table parse_hdf5_table(std::span<const uint8_t> bytes, uint64_t value_bytes);

}  // namespace myolens
