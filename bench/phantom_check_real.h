// Real polar maps beside synthetic ones: how well a forest tells them apart.
#pragma once

#include <filesystem>

#include "bench/phantom_check_maps.h"
#include "bench/phantom_check_validation.h"

namespace myolens {

// Segment means of real maps: square PNG files named PATIENT_STUDY.png, the disc touching the
// edges, grey = relative uptake, anterior wall up, septum left. Their outer 15 % is left out
// because real maps reach into the valve plane there; the rest is scaled to its maximum. Errors:
// kBadData (no maps, or one that is not square), as decode_image.
std::vector<FeatureRow> real_segment_means(const std::filesystem::path& folder);

struct Resemblance {
  size_t real_maps = 0;
  size_t real_patients = 0;
  size_t synthetic_maps = 0;
  double auc = 0;        // 0.5: cannot be told apart; mean over repeats
  double deviation = 0;  // between repeats with other folds
};

// A random forest on the 17 segment means, five folds that keep patients whole, ten repeats.
Resemblance resemblance(const std::vector<FeatureRow>& real,
                        const std::vector<MapFeatures>& synthetic, size_t threads);

}  // namespace myolens
