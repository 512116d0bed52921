// What is known of a read case beside its call, as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "myolens/reading/case_files.h"

namespace myolens {

// {"positive_evidence", "territory_shares", "territory_shares_over_area", "segment_shares",
// "segment_remark", "outside_share", "outside_area_share"}
nlohmann::ordered_json shares_json(const CaseExplanation& explained);

// {"uptake": {"normal_maps", "segments": [{"segment", "name", "z_score", "missing_share"}]}}, or {}
// without normal maps.
nlohmann::ordered_json segments_json(const CaseFileReading& one);

}  // namespace myolens
