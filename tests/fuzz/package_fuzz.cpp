#include "myolens/weights/package.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const myolens::MemoryFile file({data, size});
  myolens::expect_errors_only([&] { myolens::read_package(file.path(), "package/"); });
  myolens::expect_errors_only([&] { myolens::list_package(file.path()); });
  return 0;
}
