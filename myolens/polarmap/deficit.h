// A perfusion deficit by arithmetic: how far a map lies below a file of normal maps. A yardstick
// for what a network adds; ours, not the TPD of a vendor.
#pragma once

#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// Mean and standard deviation of normal maps, cell by cell on a grid over the disc. Keep one file
// per attenuation view and sex: normal maps differ between them. Adding is not thread-safe, scoring
// is.
class NormalFile {
 public:
  static constexpr int kSide = 64;  // cells across the disc; only cells wholly inside it count

  // One channel, uptake relative to the map's maximum. Errors: kInvalidArgument for another number
  // of channels, a disc smaller than kSide pixels across, or a disc that leaves the image.
  void add(const FloatImage& uptake, const Disc& disc);

  int maps() const { return maps_; }

  // Mean over the cells of clip(-z - 2, 0, 4), with z = (uptake - mean) / (deviation + 0.02); 0 for
  // a map that is nowhere more than two deviations below normal. Errors: as add; kBadData when
  // fewer than two maps were added.
  double deficit(const FloatImage& uptake, const Disc& disc) const;

 private:
  int maps_ = 0;
  std::vector<double> sums_;  // per cell inside the disc
  std::vector<double> sums_of_squares_;
};

}  // namespace myolens
