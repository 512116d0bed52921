// From the surface of the ventricle to a polar map: the distance from the centre is the level.
#pragma once

#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/phantom/surface.h"
#include "myolens/polarmap/aha.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// Polar maps of the phantom are square, with the disc touching all four edges.
inline constexpr int kMapSide = 224;
inline constexpr Disc kMapDisc{kMapSide / 2.0, kMapSide / 2.0, kMapSide / 2.0};

// How the reader laid the long axis: a turn about it, and a valve plane set too high or too low.
struct Alignment {
  double turn_degrees = 0;
  double level_scale = 1;  // level shown at the rim
};

// Positions of the pixels of a map on the disc and a little around it, worked out once. Immutable
// after construction; thread-safe.
class MapPixels {
 public:
  MapPixels();

  struct Pixel {
    int index = 0;  // in the map's samples
    DiscPosition position;
  };
  const std::vector<Pixel>& pixels() const { return pixels_; }

 private:
  std::vector<Pixel> pixels_;
};

// Reads fields at the pixels of a map, between nodes by cubic interpolation (Catmull-Rom), so that
// the grid leaves no facets. Immutable after construction; thread-safe.
class DiscSampler {
 public:
  DiscSampler(const MapPixels& pixels, Alignment alignment);

  // One channel, kMapSide squared. Pixels up to three pixels outside the disc are filled too,
  // for interpolation at the rim; the others are 0.
  FloatImage sample(const SurfaceField& field) const;

 private:
  struct Sample {
    int pixel;
    int first;  // of the four by four nodes, in the padded field
    float level_fraction;
    float angle_fraction;
  };
  std::vector<Sample> samples_;
};

}  // namespace myolens
