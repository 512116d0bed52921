// Checksums of bytes and files. As lower-case hexadecimal text: SHA-256 (FIPS 180-4), and MD5 (RFC
// 1321) for files that are published with nothing better. As numbers: what file formats demand.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace myolens {

std::string sha256_hex(std::span<const uint8_t> bytes);
std::string md5_hex(std::span<const uint8_t> bytes);

// CRC-32C (Castagnoli; RFC 3720, section 12.1).
uint32_t crc32c(std::span<const uint8_t> bytes);

// HMAC-SHA-256 (RFC 2104, FIPS 198-1): a checksum that only the holder of the key can compute.
std::array<uint8_t, 32> hmac_sha256(std::span<const uint8_t> key, std::span<const uint8_t> message);

// Read in parts: the memory needed does not grow with the file. Errors: kNotFound, kReadFailed.
std::string sha256_hex_of_file(const std::filesystem::path& path);
std::string md5_hex_of_file(const std::filesystem::path& path);

}  // namespace myolens
