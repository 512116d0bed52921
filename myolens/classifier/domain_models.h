// The three models behind TrainingDomain. Internal to classifier/.
#pragma once

#include <span>
#include <vector>

#include "myolens/classifier/map_signature.h"

namespace myolens {

using Signatures = std::span<const MapSignature* const>;

struct AppearanceModel {
  std::vector<float> mean;
  std::vector<float> factor;  // lower Cholesky factor of the shrunk covariance, row by row

  static AppearanceModel fit(Signatures maps);
  double distance(const MapSignature& map) const;  // squared Mahalanobis distance
};

struct OrientationScore {
  double margin = 0;  // of the best other orientation over the first one
  size_t best = 0;    // of all_orientations
};

struct OrientationModel {
  std::vector<float> weights;  // kOrientations x values
  std::vector<float> offsets;  // kOrientations

  static OrientationModel fit(Signatures maps);
  OrientationScore score(const MapSignature& map) const;
};

struct ColourModel {
  std::vector<float> known;  // kColourCells, 1 or 0

  static ColourModel fit(Signatures maps);
  double unknown_share(const MapSignature& map) const;  // beyond what a stray pixel may add
};

}  // namespace myolens
