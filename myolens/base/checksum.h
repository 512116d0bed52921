// SHA-256 (FIPS 180-4) of bytes and files, as lower-case hexadecimal text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace myolens {

std::string sha256_hex(std::span<const uint8_t> bytes);

// Reads the file through a memory mapping. Errors: kNotFound, kReadFailed.
std::string sha256_hex_of_file(const std::filesystem::path& path);

}  // namespace myolens
