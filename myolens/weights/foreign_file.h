// What people give by mistake where a weight file is expected.
#pragma once

#include <filesystem>
#include <span>
#include <string>

namespace myolens {

// Names what the bytes are and what to do, for an error message: "is an HTML page, ...; fetch it
// again". Known by content where the content says it, else by the file's name; otherwise it lists
// the formats that can be read.
std::string describe_foreign_file(std::span<const uint8_t> bytes,
                                  const std::filesystem::path& path);

}  // namespace myolens
