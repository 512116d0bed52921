#pragma once

#include <filesystem>

namespace myolens {

// Where the sources of this build are. A function, so that only its own file is compiled anew in
// another clone.
std::filesystem::path source_folder();

}  // namespace myolens
