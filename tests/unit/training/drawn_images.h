// A set of small drawn polar maps that a network can learn: the positive ones have a dark place.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace myolens {

struct DrawnImages {
  std::vector<std::filesystem::path> files;
  std::vector<int> labels;  // 0 = positive, every second one
};

DrawnImages drawn_images(const TemporaryFolder& folder, size_t count);

}  // namespace myolens
