// What the fuzz targets share. The entry point is libFuzzer's
// (https://llvm.org/docs/LibFuzzer.html); the replay gives each target a name of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>

#include "myolens/base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace myolens {

// An Error is the right answer to damaged bytes, unless it reports a fault of our own; any other
// exception ends the program, which is a find.
template <typename Action>
void expect_errors_only(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kInternal) std::abort();
  }
}

// A file in memory with a path, for readers that take one.
class MemoryFile {
 public:
  explicit MemoryFile(std::span<const uint8_t> bytes);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace myolens
