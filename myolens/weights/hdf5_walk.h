// Reads an HDF5 file with libhdf5. To be called in a process of its own (hdf5_child.h): a damaged
// file makes the library crash or hang.
#pragma once

#include <cstdint>
#include <functional>

#include "myolens/weights/hdf5_table.h"

namespace myolens {

// What the values of all datasets take.
struct Hdf5Need {
  uint64_t value_bytes = 0;
  uint64_t unpacking_bytes = 0;  // working memory of compressed datasets
};

struct Hdf5Walk {
  int descriptor = -1;  // of the file
  uint64_t file_bytes = 0;
  // Gives memory for the values; null when there is none.
  std::function<uint8_t*(const Hdf5Need& need)> allocate;
};

// Every dataset and the attributes that Keras's files need, but not the state of an optimiser.
Hdf5Table walk_hdf5(const Hdf5Walk& walk);

}  // namespace myolens
