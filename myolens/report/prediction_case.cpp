#include "myolens/report/prediction_case.h"

#include "myolens/experiment/explanation.h"
#include "myolens/explain/pictures.h"
#include "myolens/imaging/resample.h"

namespace myolens {

namespace {

Image page_picture(const Image& image) {
  return resize(image, {kExplanationSide, kExplanationSide});
}

CaseMap case_map(const CaseExplanation& explained, const Image& picture) {
  CaseMap map;
  map.method = "Grad-CAM";
  map.no_positive_evidence = !explained.map.has_positive_evidence;
  map.heat_map = page_picture(heat_picture(explained.map.heat));
  map.overlay = page_picture(overlay_picture(picture, explained.map.heat));
  if (map.no_positive_evidence) return map;
  set_shares(map, explained.map.territory_share, explained.map.outside_share,
             explained.map.outside_area_share);
  for (int segment = 1; segment <= kSegments; ++segment) {
    map.segment_shares.push_back({std::string(segment_name(segment)),
                                  explained.map.segment_share[static_cast<size_t>(segment - 1)],
                                  segment_area_share(segment)});
  }
  return map;
}

}  // namespace

void set_shares(CaseMap& map, const std::array<double, 3>& territory_share, double outside_share,
                double outside_area_share) {
  for (const Territory territory : kTerritories) {
    map.shares.push_back({std::string(territory_name(territory)),
                          territory_share[static_cast<size_t>(territory)],
                          territory_area_share(territory)});
  }
  map.outside_disc = {"outside the disc", outside_share, outside_area_share};
}

TestCase predicted_case(const CaseFile& input, const CaseFileReading& one,
                        const std::string& positive) {
  const CaseReading& reading = one.reading;
  TestCase item;
  item.patient = input.file.filename().string() + row_text(input);
  item.file = input.file.string();
  item.truth = kUnknownTruth;
  item.refusals = reading.refusals;
  item.flags = reading.map.flags;
  if (reading.has_map()) item.original = page_picture(reading.map.image);
  if (!item.refusals.empty()) return item;
  item.probability = reading.probability;
  item.explained_class = positive;
  if (one.explanation) item.maps.push_back(case_map(*one.explanation, reading.map.image));
  item.segments_against = one.segments.empty() ? "" : normal_group_text(one.normal_group);
  for (size_t i = 0; i < one.segments.size(); ++i) {
    item.segments.push_back({std::string(segment_name(static_cast<int>(i) + 1)), one.segments[i].z,
                             one.segments[i].missing});
  }
  return item;
}

}  // namespace myolens
