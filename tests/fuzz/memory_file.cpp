#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzzing.h"

namespace myolens {

MemoryFile::MemoryFile(std::span<const uint8_t> bytes) : descriptor_(::memfd_create("fuzz", 0)) {
  if (::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    std::abort();
}

MemoryFile::~MemoryFile() { ::close(descriptor_); }

}  // namespace myolens
