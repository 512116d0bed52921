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
  // Learns from the maps of the negative class among `entries`. Uptake is read back from the
  // colours. Maps of each sex get a normal file of their own where the attribute "sex" is known and
  // at least kEnoughMaps are there; all maps together serve the rest. Errors: kBadData with fewer
  // than two normal maps.
  BaselineScorer(const PreparedCohort& cohort, const std::vector<size_t>& entries, size_t threads);

  static constexpr int kEnoughMaps = 20;

  BaselineScores score(const PreparedMap& map, const std::string& sex) const;

 private:
  NormalFile all_;
  std::map<std::string, NormalFile> by_sex_;
};

// The attribute "sex", or "" when unknown.
std::string sex_of(const CohortEntry& entry);

}  // namespace myolens
