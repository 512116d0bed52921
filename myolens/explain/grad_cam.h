// Where a classifier found its evidence: Grad-CAM (Selvaraju et al. 2017, arXiv:1610.02391) on the
// last feature map.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "myolens/classifier/bundle.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/aha.h"

namespace myolens {

// Gradient of the evidence for the positive class (its logit minus the other's) with respect to the
// pooled features. Behind a global average pool it is all that Grad-CAM needs, so no automatic
// differentiation runs. `features`: last feature map, height x width x channels.
std::vector<float> evidence_gradient(const ClassifierGraph& network, const WeightSet& weights,
                                     std::span<const float> features);

// Signed evidence for the positive class per cell of the last feature map: the mean over cells of
// gradient times features. One channel.
FloatImage grad_cam(const ClassifierGraph& network, const WeightSet& weights,
                    std::span<const float> features);

struct Explanation {
  bool has_positive_evidence = false;  // without it the rest is zero
  FloatImage heat;                     // the positive part at the picture's size, 0 to 1
  std::array<double, 3>
      territory_share{};     // of the heat inside the disc, as kTerritories ("by AHA convention")
  double outside_share = 0;  // of all heat, outside the disc
};

// Scales the positive part of a cell map up to the picture (bilinear, cell centres aligned) and
// measures where it lies.
Explanation explain_map(const FloatImage& cells, int width, int height, const Disc& disc);

// The heat in colours on black, and laid over a grey copy of the picture.
Image heat_picture(const FloatImage& heat);
Image overlay_picture(const Image& map, const FloatImage& heat);

}  // namespace myolens
