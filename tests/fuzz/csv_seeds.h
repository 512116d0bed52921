// Sound manifests from which the fuzzer of tables starts.
#pragma once

#include <filesystem>

namespace myolens {

void write_csv_seeds(const std::filesystem::path& folder);

}  // namespace myolens
