// Files inside a downloaded package (.tgz, .whl, .zip), read into memory within limits.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "myolens/base/file.h"

namespace myolens {

// The regular files whose path inside the package starts with `prefix`, by the rest of their path.
// Errors: kNotFound, kBadFormat (damaged), kLimitExceeded (more than 100,000 files, 4 GiB unpacked,
// or 100 times the package's size, small ones apart), kBadData (nothing there).
std::map<std::string, Bytes> read_package(const std::filesystem::path& package,
                                          const std::string& prefix);

// The paths of the regular files in a package, without unpacking them. Errors: as read_package, but
// no file is no error.
std::vector<std::string> list_package(const std::filesystem::path& package);

}  // namespace myolens
