// SHA256SUMS: the checksums of a folder's files in the format of sha256sum(1), so that
// `sha256sum -c SHA256SUMS` checks them without this program.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

namespace myolens {

inline constexpr const char* kChecksumListFile = "SHA256SUMS";

// Lists the files `names` of the folder. Errors: kNotFound, kReadFailed, kWriteFailed.
void write_checksum_list(const std::filesystem::path& folder,
                         std::span<const std::string_view> names);

// Strict: the list is there and names each file of `names` once and nothing else, and the files
// have these sums. Files beside them are not looked at. Errors: kBadFormat (no list, damaged lines,
// other names), kNotFound, kReadFailed, kLimitExceeded, kChecksumMismatch.
void check_checksum_list(const std::filesystem::path& folder,
                         std::span<const std::string_view> names);

}  // namespace myolens
