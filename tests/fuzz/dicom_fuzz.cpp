#include "myolens/dicom/dicom.h"
#include "tests/fuzz/fuzzing.h"

// Large pictures are left out: they only take time here, and the limit has tests of its own.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr int64_t kPixelLimit = 1 << 20;
  const std::span<const uint8_t> bytes(data, size);
  myolens::is_dicom(bytes);
  myolens::expect_errors_only([&] {
    const myolens::DicomInfo info = myolens::read_dicom_info(bytes, "a");
    if (int64_t{info.columns} * info.rows <= kPixelLimit) {
      myolens::decode_dicom(bytes, "a", 1);
      if (info.frames > 1) myolens::decode_dicom(bytes, "a", info.frames);
    }
  });
  return 0;
}
