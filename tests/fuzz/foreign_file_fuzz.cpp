#include "myolens/weights/foreign_file.h"
#include "myolens/weights/onnx.h"
#include "myolens/weights/torch_legacy.h"
#include "tests/fuzz/fuzzing.h"

// What looks at every file before its format is known must never fail.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span bytes(data, size);
  if (myolens::describe_foreign_file(bytes, "a.h5").empty()) std::abort();
  myolens::looks_like_onnx(bytes);
  myolens::looks_like_torch_legacy(bytes);
  return 0;
}
