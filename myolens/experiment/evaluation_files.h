// An evaluation on disk: predictions.csv, one row per picture, and metrics.json.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "myolens/experiment/evaluation.h"

namespace myolens {

nlohmann::ordered_json evaluation_json(const Evaluation& evaluation, uint64_t seed);

// Errors: kWriteFailed.
void write_evaluation(const std::filesystem::path& folder, const Evaluation& evaluation,
                      uint64_t seed);

}  // namespace myolens
