// Arithmetic on the map itself, the yardstick beside a network: how far its uptake lies below that
// of normal maps.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "myolens/experiment/prepared_cohort.h"
#include "myolens/polarmap/deficit.h"

namespace myolens {

struct BaselineScores {
  double deficit = 0;           // against the training part's normal maps (polarmap/deficit.h)
  double share_below_half = 0;  // of the disc, uptake below half of the map's maximum
};

class BaselineScorer {
 public:
  explicit BaselineScorer(NormalMaps normals) : normals_(std::move(normals)) {}

  // Errors: kBadData with fewer than two normal maps.
  BaselineScores score(const PreparedMap& map, const NormalGroup& group) const;

 private:
  NormalMaps normals_;
};

// The maps of the negative class among `entries`, uptake read back from the colours, by
// normal_group_of. Errors: of load_map.
NormalMaps learn_normal_maps(const PreparedCohort& cohort, const std::vector<size_t>& entries,
                             size_t threads);

// By the attributes "view", "state" and "sex", as far as they are known.
NormalGroup normal_group_of(const CohortEntry& entry);

}  // namespace myolens
