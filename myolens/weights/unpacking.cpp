#include "myolens/weights/unpacking.h"

#include <algorithm>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr uint64_t kUnpackedLimitBytes = uint64_t{4} << 30;
// Deflate reaches 1000 to 1, weights less than 2 to 1: what unpacks to more is made to fill memory.
constexpr uint64_t kUnpackedLimitRatio = 100;
constexpr uint64_t kUnpackedAllowanceBytes = uint64_t{16} << 20;

}  // namespace

size_t unpacking_budget(const std::filesystem::path& path) {
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(path, error);
  if (error) return 0;
  return std::min(
      kUnpackedLimitBytes,
      kUnpackedAllowanceBytes + kUnpackedLimitRatio * std::min(size, kUnpackedLimitBytes));
}

void fail_to_unpack(archive* reader, const std::string& origin) {
  const char* reason = archive_error_string(reader);
  throw Error(ErrorCode::kBadFormat,
              origin + " cannot be unpacked: " + (reason ? reason : "unknown fault") +
                  "; fetch or save it again");
}

void unpack_entry(archive* reader, const std::string& origin, size_t& budget,
                  const std::function<void(std::span<const uint8_t>)>& take) {
  std::vector<uint8_t> block(kUnpackingBlockBytes);
  while (true) {
    const la_ssize_t count = archive_read_data(reader, block.data(), block.size());
    if (count < 0) fail_to_unpack(reader, origin);
    if (count == 0) return;
    const auto size = static_cast<size_t>(count);
    if (size > budget) {
      throw Error(ErrorCode::kLimitExceeded,
                  origin + " unpacks to more than 4 GiB, or to 100 times its size");
    }
    budget -= size;
    take(std::span<const uint8_t>(block).first(size));
  }
}

}  // namespace myolens
