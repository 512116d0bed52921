// What a run ran on: program, machine, threads. No user name, host name or path.
#pragma once

#include <cstddef>
#include <filesystem>

namespace myolens {

// Errors: kWriteFailed.
void write_environment(const std::filesystem::path& file, size_t threads);

}  // namespace myolens
