#include "myolens/weights/torch_legacy.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  myolens::expect_errors_only([&] { myolens::read_torch_legacy({"a.pth", {data, size}}); });
  return 0;
}
