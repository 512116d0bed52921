// A comparison on disk.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "myolens/experiment/comparison.h"

namespace myolens {

nlohmann::ordered_json comparison_json(const Comparison& comparison);

// comparison.json, comparison.csv (one row per training and baseline), predictions.csv (one row per
// picture, one column per training and baseline). Errors: kWriteFailed.
void write_comparison(const std::filesystem::path& folder, const Comparison& comparison);

}  // namespace myolens
