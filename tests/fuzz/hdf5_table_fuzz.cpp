#include "myolens/weights/hdf5_table.h"
#include "tests/fuzz/fuzzing.h"

// What the process that reads HDF5 hands over, beside 1 kB of values.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr uint64_t kValueBytes = 1024;
  myolens::expect_errors_only([&] { myolens::parse_hdf5_table({data, size}, kValueBytes); });
  return 0;
}
