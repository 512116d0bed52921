#include "myolens/weights/keras_config.h"
#include "tests/fuzz/fuzzing.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string json(reinterpret_cast<const char*>(data), size);
  myolens::expect_errors_only([&] { myolens::read_keras_config(json, "a.keras"); });
  return 0;
}
