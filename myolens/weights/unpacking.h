// What packages and .keras archives share in unpacking, with its limits. For package.cpp and
// keras_archive.cpp.
#pragma once

#include <archive.h>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace myolens {

struct ArchiveCloser {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using ArchiveReader = std::unique_ptr<archive, ArchiveCloser>;

inline constexpr size_t kUnpackingBlockBytes = size_t{1} << 20;

// Bytes that an archive may unpack to: 4 GiB, and 100 times its size when that is not small. 0 when
// there is no such file.
size_t unpacking_budget(const std::filesystem::path& path);

// Throws kBadFormat with libarchive's reason.
[[noreturn]] void fail_to_unpack(archive* reader, const std::string& origin);

// Hands the current entry on in blocks, and takes their bytes off the budget. Errors: kBadFormat
// (damaged), kLimitExceeded.
void unpack_entry(archive* reader, const std::string& origin, size_t& budget,
                  const std::function<void(std::span<const uint8_t>)>& take);

}  // namespace myolens
