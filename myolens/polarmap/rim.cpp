#include "myolens/polarmap/rim.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace myolens {
namespace {

using Colour = std::array<float, 3>;

constexpr double kReferenceDepth = 7;   // pixels inside the circle
constexpr double kSlopeDepth = 5;       // pixels further in, for the slope towards the rim
constexpr float kDifference = 50;       // grey levels that are not JPEG's
constexpr float kMixedDifference = 85;  // the same where JPEG blocks straddle the rim
constexpr int kSpread = 3;              // rays beside one that is marked
constexpr double kDeepest = 0.015;      // of the radius: an arc, or a circle found too large

struct Ray {
  double across;  // cosine
  double down;    // sine
};

Colour colour_at(const Image& map, int x, int y) {
  const uint8_t* rgb = map.pixel(x, y);
  return {static_cast<float>(rgb[0]), static_cast<float>(rgb[1]), static_cast<float>(rgb[2])};
}

class RimRays {
 public:
  RimRays(const Image& mask, const Image& map, const Disc& disc)
      : mask_(mask), map_(map), disc_(disc) {
    const int count = static_cast<int>(std::ceil(2 * std::numbers::pi * disc.radius));
    for (int i = 0; i < count; ++i) {
      const double angle = 2 * std::numbers::pi * i / count;
      rays_.push_back({std::cos(angle), std::sin(angle)});
    }
  }

  size_t count() const { return rays_.size(); }
  int x_at(size_t ray, double depth) const {
    const double x = disc_.centre_x + (disc_.radius - depth) * rays_[ray].across;
    return std::clamp(static_cast<int>(std::floor(x)), 0, map_.width - 1);
  }
  int y_at(size_t ray, double depth) const {
    const double y = disc_.centre_y + (disc_.radius - depth) * rays_[ray].down;
    return std::clamp(static_cast<int>(std::floor(y)), 0, map_.height - 1);
  }
  Colour colour(size_t ray, double depth) const {
    return colour_at(map_, x_at(ray, depth), y_at(ray, depth));
  }
  bool masked(size_t ray, double depth) const {
    return *mask_.pixel(x_at(ray, depth), y_at(ray, depth)) != 0;
  }

 private:
  const Image& mask_;
  const Image& map_;
  const Disc& disc_;
  std::vector<Ray> rays_;
};

// What the map shows near the rim on one ray: colour at kReferenceDepth and its change per pixel
// outwards.
struct Reference {
  Colour colour;
  Colour slope;
};

// Masked rays take the reference of the nearest ray before them that has one.
std::vector<Reference> references(const RimRays& rays, double depth) {
  std::vector<Reference> result(rays.count());
  size_t last = rays.count();
  for (size_t turn = 0; turn < 2 * rays.count(); ++turn) {
    const size_t i = turn % rays.count();
    const double further = depth + kSlopeDepth;
    if (!rays.masked(i, depth) && !rays.masked(i, further)) {
      if (turn >= rays.count()) break;
      const Colour inner = rays.colour(i, further);
      result[i].colour = rays.colour(i, depth);
      for (size_t c = 0; c < 3; ++c) {
        result[i].slope[c] = (result[i].colour[c] - inner[c]) / static_cast<float>(kSlopeDepth);
      }
      last = i;
    } else if (last < rays.count()) {
      result[i] = result[last];
    }
  }
  return result;
}

float distance(const Colour& a, const Colour& b) {
  float square = 0;
  for (size_t c = 0; c < 3; ++c) square += (a[c] - b[c]) * (a[c] - b[c]);
  return std::sqrt(square);
}

// How far a colour is from every mixture of `map` with at most `share` of the ground.
float distance_from_mixture(const Colour& colour, const Colour& map, const Colour& ground,
                            float share) {
  float along = 0;
  float length = 0;
  for (size_t c = 0; c < 3; ++c) {
    along += (colour[c] - map[c]) * (ground[c] - map[c]);
    length += (ground[c] - map[c]) * (ground[c] - map[c]);
  }
  const float mixed = length > 0 ? std::clamp(along / length, 0.0F, share) : 0.0F;
  Colour mixture{};
  for (size_t c = 0; c < 3; ++c) mixture[c] = map[c] + mixed * (ground[c] - map[c]);
  return distance(colour, mixture);
}

// The share of the ground that antialiasing, JPEG and a circle a pixel too large explain.
float ground_share(double depth, bool dark) {
  if (!dark) return 0.05F;
  return static_cast<float>(std::clamp(1.5 - depth / 3, 0.1, 1.0));
}

float limit_at(double depth, bool dark) {
  return dark && depth < kMixedRim ? kMixedDifference : kDifference;
}

}  // namespace

void mark_rim(Image& mask, const Image& map, const Disc& disc, Rgb ground) {
  const double deepest = kMixedRim + kDeepest * disc.radius;
  const double reference_depth = std::max(kReferenceDepth, deepest + 2);
  if (disc.radius < 2 * (reference_depth + kSlopeDepth)) return;
  const RimRays rays(mask, map, disc);
  const auto inner = references(rays, reference_depth);
  const Colour ground_colour{static_cast<float>(ground[0]), static_cast<float>(ground[1]),
                             static_cast<float>(ground[2])};
  const bool dark = *std::ranges::max_element(ground_colour) < kDarkGround;
  std::vector<double> depths(rays.count(), 0.0);  // of what is marked
  for (size_t i = 0; i < rays.count(); ++i) {
    for (double depth = 0.5; depth <= deepest; ++depth) {
      Colour expected = inner[i].colour;
      const auto outwards = static_cast<float>(reference_depth - depth);
      for (size_t c = 0; c < 3; ++c) {
        expected[c] = std::clamp(expected[c] + outwards * inner[i].slope[c], 0.0F, 255.0F);
      }
      const Colour seen = rays.colour(i, depth);
      if (distance(seen, inner[i].colour) <= kDifference) continue;
      const float share = ground_share(depth, dark);
      const auto differs_from = [&](const Colour& map_colour) {
        return distance_from_mixture(seen, map_colour, ground_colour, share) >
               limit_at(depth, dark);
      };
      if (differs_from(expected) && differs_from(inner[i].colour)) depths[i] = depth + 1.5;
    }
  }
  for (size_t i = 0; i < rays.count(); ++i) {
    double depth = 0;
    for (int beside = -kSpread; beside <= kSpread; ++beside) {
      depth =
          std::max(depth, depths[(i + rays.count() + static_cast<size_t>(beside)) % rays.count()]);
    }
    for (double marked = 0; marked < depth; marked += 0.5) {
      const int x = rays.x_at(i, marked);
      const int y = rays.y_at(i, marked);
      *mask.pixel(x, y) = 255;  // and its neighbours, lest pixels between two rays are left
      *mask.pixel(std::max(x - 1, 0), y) = 255;
      *mask.pixel(std::min(x + 1, mask.width - 1), y) = 255;
      *mask.pixel(x, std::max(y - 1, 0)) = 255;
      *mask.pixel(x, std::min(y + 1, mask.height - 1)) = 255;
    }
  }
}

}  // namespace myolens
