#include "myolens/weights/safetensors.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const myolens::MemoryFile file({data, size});
  myolens::expect_errors_only([&] { myolens::read_safetensors(file.path()); });
  return 0;
}
