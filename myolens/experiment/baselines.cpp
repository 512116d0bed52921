#include "myolens/experiment/baselines.h"

#include <algorithm>
#include <span>

#include "myolens/base/parallel.h"
#include "myolens/polarmap/aha.h"
#include "myolens/polarmap/uptake.h"

namespace myolens {
namespace {

constexpr size_t kMapsAtOnce = 64;  // in memory

double share_below_half(const FloatImage& uptake, const Disc& disc) {
  size_t inside = 0;
  size_t below = 0;
  for (int y = 0; y < uptake.height; ++y) {
    for (int x = 0; x < uptake.width; ++x) {
      if (disc_position(disc, x + 0.5, y + 0.5).r > 1.0) continue;
      ++inside;
      below += *uptake.pixel(x, y) < 0.5f ? 1 : 0;
    }
  }
  return inside == 0 ? 0.0 : static_cast<double>(below) / static_cast<double>(inside);
}

}  // namespace

NormalGroup normal_group_of(const CohortEntry& entry) {
  return {entry.attribute("view"), entry.attribute("state"), entry.attribute("sex")};
}

NormalMaps learn_normal_maps(const PreparedCohort& cohort, const std::vector<size_t>& entries,
                             size_t threads) {
  std::vector<size_t> normal;
  for (const size_t entry : entries) {
    if (cohort.cohort.entries[entry].label != cohort.cohort.positive_label) normal.push_back(entry);
  }
  NormalMaps maps;
  for (size_t first = 0; first < normal.size(); first += kMapsAtOnce) {
    const auto part =
        std::span(normal).subspan(first, std::min(kMapsAtOnce, normal.size() - first));
    std::vector<FloatImage> uptakes(part.size());
    parallel_for(part.size(), threads,
                 [&](size_t i) { uptakes[i] = recover_uptake(load_map(cohort, part[i])).uptake; });
    for (size_t i = 0; i < part.size(); ++i)
      maps.add(uptakes[i], cohort.discs[part[i]], normal_group_of(cohort.cohort.entries[part[i]]));
  }
  return maps;
}

BaselineScores BaselineScorer::score(const PreparedMap& map, const NormalGroup& group) const {
  const FloatImage uptake = recover_uptake(map).uptake;
  return {normals_.for_group(group).deficit(uptake, map.disc), share_below_half(uptake, map.disc)};
}

}  // namespace myolens
