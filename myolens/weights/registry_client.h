// Downloads from package registries by their own command-line clients, started without a shell.
#pragma once

#include <filesystem>
#include <string>

namespace myolens {

// Runs `npm pack NAME@VERSION` and moves the archive to `target`. The package's scripts do not run.
// The caller checks the checksum. Errors: kUnavailable (no npm, no network; says which file to put
// where), kWriteFailed.
void download_npm_package(const std::string& package, const std::filesystem::path& target);

}  // namespace myolens
