// The bytes of a weight file, mapped or in memory, with the name that messages give it.
#pragma once

#include <span>
#include <string>

#include "myolens/base/file.h"

namespace myolens {

struct FileBytes {
  std::string origin;
  std::span<const uint8_t> bytes;
  const MappedFile* mapping = nullptr;  // of `bytes`, when they are mapped

  // Says that a part has been copied and is not needed again: a load then peaks at the size of the
  // file and not at twice that.
  void release(std::span<const uint8_t> part) const {
    if (mapping) mapping->release(part);
  }
};

}  // namespace myolens
