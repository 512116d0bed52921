#include "myolens/imaging/codec.h"
#include "tests/fuzz/fuzzing.h"

// Large pictures are left out: they only take time here, and the limit has tests of its own.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr int64_t kPixelLimit = 1 << 20;
  myolens::expect_errors_only([&] {
    const auto header = myolens::read_image_header({data, size}, "a");
    if (int64_t{header.width} * header.height <= kPixelLimit)
      myolens::decode_image({data, size}, "a");
  });
  return 0;
}
