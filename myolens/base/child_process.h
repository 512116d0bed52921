#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace myolens {

// Runs a program, by its path or found on PATH, with its output thrown away; no shell reads the
// arguments, of which the first is the program. Gives its exit code, or -1 when it could not be
// started, was ended by a signal, or took longer than `limit` and was therefore killed.
int run_silently(const std::vector<std::string>& arguments,
                 std::optional<std::chrono::seconds> limit = {});

}  // namespace myolens
