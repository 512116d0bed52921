// Files fetched over HTTPS: resumed where a run was cut off, checked before they get their name.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "myolens/base/progress.h"

namespace myolens {

struct DownloadOptions {
  bool allow_http = false;  // for a mirror that the user names; redirects must be HTTPS always
  uint64_t limit_bytes = uint64_t{2} << 30;
  std::chrono::seconds connect_timeout{30};
  std::chrono::seconds stall_timeout{60};  // below 1 kB/s for so long
  // Throws kChecksumMismatch when the file is not the right one. Without it nothing is resumed,
  // since nothing would tell two versions of a file glued together.
  std::function<void(const std::filesystem::path&)> check = {};
};

// Downloads to `target` by way of TARGET.part. That stays when the connection ends early and the
// next call can go on from it; it is removed when its bytes are of no use. A server that cannot
// resume starts again, and so does a resumed file that fails its check. Errors: kUnavailable (no
// network, refused, not found, timed out, cut off), kLimitExceeded, kWriteFailed, and what `check`
// throws.
void download_file(const std::string& url, const std::filesystem::path& target,
                   const DownloadOptions& options, Progress& progress);

}  // namespace myolens
