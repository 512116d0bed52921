#include <algorithm>

#include "myolens/weights/tfjs.h"
#include "tests/fuzz/fuzzing.h"

// The model.json up to the first zero byte, then the content of every shard.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const uint8_t* end = std::find(data, data + size, 0);
  const std::string model(data, end);
  const myolens::Bytes shard(std::min(end + 1, data + size), data + size);
  myolens::expect_errors_only([&] {
    myolens::read_tfjs(
        model, [&](const std::string&) { return shard; }, "model.json");
  });
  return 0;
}
