// Lets libhdf5 read an open file: its own drivers want a path, which an unnamed file has not, and
// ask the file system for locks, which not every one grants.
#pragma once

#include <hdf5.h>

namespace myolens {

// Access settings for H5Fopen, whatever name it is given; negative on failure.
hid_t access_by_descriptor(int descriptor);

}  // namespace myolens
