// A perfusion deficit by arithmetic: how far a map lies below a file of normal maps. A yardstick
// for what a network adds; ours, not the TPD of a vendor.
#pragma once

#include <array>
#include <compare>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/imaging/resample.h"
#include "myolens/polarmap/aha.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

struct SegmentDeviation {
  double z = 0;        // mean over the segment's cells; below 0: less uptake than normal
  double missing = 0;  // of the segment's mean uptake in normal maps, 0 to 1
};

// Mean and standard deviation of normal maps, cell by cell on a grid over the disc. Keep one file
// per view, state and sex: normal maps differ between them. Adding is not thread-safe, scoring
// is.
class NormalFile {
 public:
  static constexpr int kSide = 64;  // cells across the disc; only cells wholly inside it count

  // Whether a disc lies inside a picture of this size and is large enough.
  static bool fits(Size picture, const Disc& disc);

  // One channel, uptake relative to the map's maximum. Errors: kInvalidArgument for another number
  // of channels, a disc smaller than kSide pixels across, or a disc that leaves the image.
  void add(const FloatImage& uptake, const Disc& disc);

  int maps() const { return maps_; }

  // The file as numbers, and back: maps, then the mean of every cell, then the deviations. Errors:
  // kBadFormat (another count, numbers that are not finite, a negative deviation, fewer than two
  // maps).
  std::vector<float> numbers() const;
  static NormalFile from(std::span<const float> numbers);

  // Mean over the cells of clip(-z - 2, 0, 4), with z = (uptake - mean) / (deviation + 0.02); 0 for
  // a map that is nowhere more than two deviations below normal. Errors: as add; kBadData when
  // fewer than two maps were added.
  double deficit(const FloatImage& uptake, const Disc& disc) const;

  // The deficit where it lies: what is averaged there, at every pixel of a cell, and 0 outside the
  // cells. Of the size of `uptake`. Errors: as deficit.
  FloatImage deficit_map(const FloatImage& uptake, const Disc& disc) const;

  // The mean normal map on the disc of a picture of this size: one channel, between the cells'
  // centres bilinear, at the rim as the outermost cells, 0 outside the disc. Errors: kBadData when
  // fewer than two maps were added, kInvalidArgument (an empty size, a disc without radius).
  FloatImage mean_map(int width, int height, const Disc& disc) const;

  // Segment i at index i - 1. Errors: as deficit.
  std::array<SegmentDeviation, kSegments> segments(const FloatImage& uptake,
                                                   const Disc& disc) const;

 private:
  void require_maps() const;
  double z(size_t cell, double uptake) const;
  double deficit_of(size_t cell, double uptake) const;
  double mean_at(double column, double row) const;  // of the grid, cells at whole numbers

  int maps_ = 0;
  std::vector<double> means_;    // per cell inside the disc
  std::vector<double> squares_;  // sums of squared deviations from the mean
};

// What normal maps differ by, in the words of the manifest; empty: not known, or of all.
struct NormalGroup {
  std::string view{};   // with or without attenuation correction
  std::string state{};  // stress, rest
  std::string sex{};

  friend auto operator<=>(const NormalGroup&, const NormalGroup&) = default;
};

std::string normal_group_text(const NormalGroup& group);  // "AC stress F"; "all" of the empty one

// The files of all groups, as far as there are maps enough.
class NormalMaps {
 public:
  static constexpr int kEnoughMaps = 20;

  // Errors: as NormalFile::add.
  void add(const FloatImage& uptake, const Disc& disc, const NormalGroup& group);

  // The first of these that has kEnoughMaps: the same view, state and sex; the same view and state;
  // the same sex; all maps, however few.
  NormalGroup nearest(const NormalGroup& group) const;
  const NormalFile& for_group(const NormalGroup& group) const;  // of the nearest

  // Only files that for_group gives.
  std::map<NormalGroup, NormalFile> files() const;
  static NormalMaps from(std::map<NormalGroup, NormalFile> files);

 private:
  std::map<NormalGroup, NormalFile> files_{{NormalGroup{}, {}}};
};

}  // namespace myolens
