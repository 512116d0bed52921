// The truth of heat maps on disk.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "myolens/experiment/faithfulness.h"

namespace myolens {

nlohmann::ordered_json faithfulness_json(const Faithfulness& result);

// faithfulness.json, faithfulness.csv (a row per method) and, with groups, errors.csv. Errors:
// kWriteFailed.
void write_faithfulness(const std::filesystem::path& folder, const Faithfulness& result);

}  // namespace myolens
