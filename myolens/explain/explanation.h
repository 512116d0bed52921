// A cell map brought to its picture, and where it lies.
#pragma once

#include <array>
#include <string>

#include "myolens/imaging/image.h"
#include "myolens/polarmap/aha.h"

namespace myolens {

// Shares say where the map's positive heat lies; they are no probabilities of disease there.
struct Explanation {
  bool has_positive_evidence = false;  // without it heat, shares and ratios are zero
  FloatImage heat;                     // the positive part at the picture's size, 0 to 1
  FloatImage signed_heat;  // -1 (most against) to 1 (most for): cells over their largest magnitude
  // Of the heat inside the disc, as kTerritories ("by AHA convention"), and that share over the
  // territory's share of the disc's area: 1 for heat that is even.
  std::array<double, 3> territory_share{};
  std::array<double, 3> territory_ratio{};
  // The same for segment i at index i - 1; see segment_remark.
  std::array<double, kSegments> segment_share{};
  std::array<double, kSegments> segment_ratio{};
  double outside_share = 0;       // of all heat, outside the disc
  double outside_area_share = 0;  // of the picture, outside the disc
};

inline constexpr const char* kShareMeaning =
    "Shares say where the map's heat lies; they are not probabilities of disease there.";

// Scales a signed cell map up to the picture (bilinear; the cells divide the picture evenly, cell
// centres on the centres of their parts) and measures where its positive part lies, by pixel
// centres. A map with a cell that is no finite number shows nothing. Errors: kInvalidArgument (an
// empty picture or map, more than one channel).
Explanation explain_map(const FloatImage& cells, int width, int height, const Disc& disc);

// What must stand beside the shares of single segments: how many of the segments' rings, of equal
// width, one cell covers.
std::string segment_remark(const FloatImage& cells, int width, const Disc& disc);

}  // namespace myolens
