#include "apps/myolens/case_json.h"

namespace myolens {

nlohmann::ordered_json shares_json(const CaseExplanation& explained) {
  const Explanation& explanation = explained.map;
  nlohmann::ordered_json territories = nlohmann::ordered_json::object();
  nlohmann::ordered_json ratios = nlohmann::ordered_json::object();
  for (const Territory territory : kTerritories) {
    const auto index = static_cast<size_t>(territory);
    const std::string name(territory_name(territory));
    territories[name] = explanation.territory_share[index];
    ratios[name] = explanation.territory_ratio[index];
  }
  return {{"positive_evidence", explanation.has_positive_evidence},
          {"territory_shares", territories},
          {"territory_shares_over_area", ratios},
          {"segment_shares", explanation.segment_share},
          {"segment_remark", explained.segment_remark},
          {"outside_share", explanation.outside_share},
          {"outside_area_share", explanation.outside_area_share}};
}

nlohmann::ordered_json segments_json(const CaseFileReading& one) {
  if (one.segments.empty()) return nlohmann::ordered_json::object();
  nlohmann::ordered_json segments = nlohmann::ordered_json::array();
  for (size_t i = 0; i < one.segments.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    segments.push_back({{"segment", number},
                        {"name", segment_name(number)},
                        {"z_score", one.segments[i].z},
                        {"missing_share", one.segments[i].missing}});
  }
  nlohmann::ordered_json uptake{{"normal_maps", normal_group_text(one.normal_group)}};
  uptake["segments"] = std::move(segments);
  return {{"uptake", std::move(uptake)}};
}

}  // namespace myolens
