// Sound DICOM objects of every kind of coding, from which a fuzzer starts.
#pragma once

#include <filesystem>

namespace myolens {

void write_dicom_seeds(const std::filesystem::path& folder);

}  // namespace myolens
