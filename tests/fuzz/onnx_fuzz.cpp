#include "myolens/weights/onnx.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  myolens::expect_errors_only([&] { myolens::read_onnx({"a.onnx", {data, size}}); });
  return 0;
}
