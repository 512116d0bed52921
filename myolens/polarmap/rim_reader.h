// A circle on a screen looked at along rays from its centre.
#pragma once

#include <vector>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/circle_fit.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// Levels are differences from the background in grey levels of the channel that differs most; what
// lies outside the screen is background. Refers to the screen; thread-safe.
class RimReader {
 public:
  static constexpr int kRays = 360;
  static constexpr size_t kFewRays = 4;  // every fourth is enough for shares and a first look

  RimReader(const Image& screen, Rgb background) : screen_(screen), background_(background) {}

  // Where the disc ends on each ray, within `window` pixels of the circle: the first fall to the
  // ground on the way out, so that arcs and frames drawn around the disc do not count. Rays that
  // see no fall leave nothing. Only every `every`-th ray is followed.
  std::vector<Point> rim_points(const Disc& disc, double window, size_t every = 1) const;

  bool on_screen(const Point& point) const;

  // Of the points of a circle of that radius that are on the screen; 0 when none is.
  double median_level(const Disc& disc, double radius) const;

  // Shares of the rays.
  double visible_share(const Disc& disc) const;  // that cross the rim on the screen
  double rim_share(const Disc& disc) const;      // that stand out 2.5 pixels inside the rim
  double ground_share(const Disc& disc) const;   // of which the next few pixels outside are ground

  // Share of the disc's area that stands out.
  double fill_share(const Disc& disc) const;

  // Median over the rays of the level just inside the rim divided by the largest within a tenth of
  // the radius: near 1 where a map is cut off by its circle, small where a picture fades out.
  double sharpness(const Disc& disc) const;

  // Largest standard deviation over the colour channels inside the disc, in grey levels.
  double colour_deviation(const Disc& disc) const;

  // True when the hue runs once around the colour circle along every one of three circles inside.
  bool is_colour_wheel(const Disc& disc) const;

 private:
  Point at(const Disc& disc, double radius, size_t ray) const;
  double pixel_level(int x, int y) const;
  double level(const Point& point) const;

  template <typename Test>
  double ray_share(double radius, const Disc& disc, size_t every, const Test& test) const;

  const Image& screen_;
  Rgb background_;
};

}  // namespace myolens
