// Layout files from which the fuzzer of layouts starts.
#pragma once

#include <filesystem>

namespace myolens {

void write_layout_seeds(const std::filesystem::path& folder);

}  // namespace myolens
