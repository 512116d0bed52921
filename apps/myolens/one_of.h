#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace myolens {

// Check of an option that takes one of these words; a refusal names the nearest.
CLI::Validator one_of(const std::vector<std::string>& words);

}  // namespace myolens
