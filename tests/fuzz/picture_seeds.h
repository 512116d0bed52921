// Sound pictures from which the fuzzers of the decoders start.
#pragma once

#include <filesystem>

namespace myolens {

void write_picture_seeds(const std::filesystem::path& folder);

}  // namespace myolens
