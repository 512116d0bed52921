#include "myolens/polarmap/rim_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

#include "myolens/polarmap/foreground.h"

namespace myolens {
namespace {

constexpr double kStep = 0.5;    // pixels between samples along a ray
constexpr size_t kEveryRay = 1;  // where the rim itself is judged
constexpr size_t kManyRays = 2;  // every second, for medians
constexpr int kFillRings = 12;   // of equal area
constexpr double kFallen = 0.5;  // of the height just inside: ground, or the gap before an arc
constexpr size_t kFallenSamples = 2;

struct Direction {
  double right;
  double up;
};

const std::array<Direction, RimReader::kRays>& directions() {
  static const auto table = [] {
    std::array<Direction, RimReader::kRays> result{};
    for (size_t i = 0; i < result.size(); ++i) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(i) / RimReader::kRays;
      result[i] = {std::cos(angle), std::sin(angle)};
    }
    return result;
  }();
  return table;
}

// Position, in steps, where the profile crosses half of its height before it falls and stays low;
// nothing when it is dark throughout or does not fall.
std::optional<double> first_fall(const std::vector<double>& profile) {
  constexpr size_t kInside = 6;
  size_t low = 0;
  for (size_t i = 1; i < profile.size(); ++i) {
    const size_t from = i < kInside + low ? 0 : i - kInside - low;
    const double height = *std::max_element(profile.begin() + static_cast<ptrdiff_t>(from),
                                            profile.begin() + static_cast<ptrdiff_t>(i));
    const bool fallen = height >= kForegroundLevel &&
                        profile[i] < std::max(kFallen * height, double{kForegroundLevel});
    low = fallen ? low + 1 : 0;
    if (low < kFallenSamples) continue;
    const double half = std::max(height / 2, double{kForegroundLevel});
    size_t index = i - low;
    while (index > 0 && profile[index] < half) --index;
    const double drop = profile[index] - profile[index + 1];
    const double share = drop > 0 ? std::clamp((profile[index] - half) / drop, 0.0, 1.0) : 0;
    return static_cast<double>(index) + share;
  }
  return std::nullopt;
}

// Degrees; nothing for a colour close to grey.
std::optional<double> hue(const uint8_t* rgb) {
  constexpr int kLeastSaturation = 40;
  const int high = std::max({rgb[0], rgb[1], rgb[2]});
  const int low = std::min({rgb[0], rgb[1], rgb[2]});
  if (high - low < kLeastSaturation) return std::nullopt;
  const double range = high - low;
  if (high == rgb[0]) return 60.0 * (rgb[1] - rgb[2]) / range;
  if (high == rgb[1]) return 120.0 + 60.0 * (rgb[2] - rgb[0]) / range;
  return 240.0 + 60.0 * (rgb[0] - rgb[1]) / range;
}

}  // namespace

Point RimReader::at(const Disc& disc, double radius, size_t ray) const {
  const Direction& direction = directions()[ray];
  return {disc.centre_x + radius * direction.right, disc.centre_y - radius * direction.up};
}

bool RimReader::on_screen(const Point& point) const {
  return point.x > 0 && point.y > 0 && point.x < screen_.width && point.y < screen_.height;
}

double RimReader::pixel_level(int x, int y) const {
  return screen_.contains(x, y) ? difference(screen_.pixel(x, y), background_) : 0;
}

// Linear between pixels; at the border of the screen, that of the nearest pixel.
double RimReader::level(const Point& point) const {
  const double x = point.x - 0.5;
  const double y = point.y - 0.5;
  const int left = static_cast<int>(x + 1) - 1;  // floor, for points less than a pixel off screen
  const int top = static_cast<int>(y + 1) - 1;
  if (left < 0 || top < 0 || left + 1 >= screen_.width || top + 1 >= screen_.height) {
    return pixel_level(static_cast<int>(std::floor(point.x)),
                       static_cast<int>(std::floor(point.y)));
  }
  const double right_share = x - left;
  const double bottom_share = y - top;
  const uint8_t* upper = screen_.pixel(left, top);
  const uint8_t* lower = screen_.pixel(left, top + 1);
  return (1 - bottom_share) * ((1 - right_share) * difference(upper, background_) +
                               right_share * difference(upper + 3, background_)) +
         bottom_share * ((1 - right_share) * difference(lower, background_) +
                         right_share * difference(lower + 3, background_));
}

std::vector<Point> RimReader::rim_points(const Disc& disc, double window, size_t every) const {
  std::vector<Point> points;
  std::vector<double> profile;
  const double start = std::max(disc.radius - window, 0.0);
  const auto steps = static_cast<size_t>((disc.radius + window - start) / kStep);
  for (size_t ray = 0; ray < kRays; ray += every) {
    profile.clear();
    for (size_t k = 0; k <= steps; ++k) {
      profile.push_back(level(at(disc, start + kStep * static_cast<double>(k), ray)));
    }
    if (const auto fall = first_fall(profile)) {
      points.push_back(at(disc, start + kStep * *fall, ray));
    }
  }
  return points;
}

double RimReader::median_level(const Disc& disc, double radius) const {
  std::vector<double> levels;
  for (size_t ray = 0; ray < kRays; ray += kManyRays) {
    const Point point = at(disc, radius, ray);
    if (on_screen(point)) levels.push_back(level(point));
  }
  if (levels.empty()) return 0;
  const auto middle = levels.begin() + static_cast<ptrdiff_t>(levels.size() / 2);
  std::nth_element(levels.begin(), middle, levels.end());
  return *middle;
}

template <typename Test>
double RimReader::ray_share(double radius, const Disc& disc, size_t every, const Test& test) const {
  int count = 0;
  for (size_t ray = 0; ray < kRays; ray += every) count += test(at(disc, radius, ray)) ? 1 : 0;
  return static_cast<double>(count) * static_cast<double>(every) / kRays;
}

double RimReader::visible_share(const Disc& disc) const {
  return ray_share(disc.radius - 1.5, disc, kEveryRay,
                   [&](const Point& point) { return on_screen(point); });
}

double RimReader::rim_share(const Disc& disc) const {
  return ray_share(disc.radius - 2.5, disc, kEveryRay,
                   [&](const Point& point) { return level(point) >= kForegroundLevel; });
}

double RimReader::ground_share(const Disc& disc) const {
  constexpr int kSamples = 4;
  int rays = 0;
  for (size_t ray = 0; ray < kRays; ray += kFewRays) {
    int ground = 0;
    for (int i = 0; i < kSamples; ++i) {
      const double radius = disc.radius * (1.01 + 0.01 * i) + 2;
      ground += level(at(disc, radius, ray)) < kForegroundLevel ? 1 : 0;
    }
    double gap = 255;
    for (const double outside : {1.0, 1.5, 2.0, 2.5}) {
      gap = std::min(gap, level(at(disc, disc.radius + outside, ray)));
    }
    const bool fallen = gap < kFallen * level(at(disc, disc.radius - 2.5, ray));
    rays += 2 * ground >= kSamples || fallen ? 1 : 0;
  }
  return static_cast<double>(rays) * kFewRays / kRays;
}

double RimReader::fill_share(const Disc& disc) const {
  double sum = 0;
  for (int ring = 0; ring < kFillRings; ++ring) {
    sum += ray_share(disc.radius * std::sqrt((ring + 0.5) / kFillRings), disc, kFewRays,
                     [&](const Point& point) { return level(point) >= kForegroundLevel; });
  }
  return sum / kFillRings;
}

double RimReader::sharpness(const Disc& disc) const {
  constexpr double kInside = 2.5;  // pixels: past the anti-aliased rim
  constexpr double kReach = 0.1;   // of the radius
  constexpr int kSamples = 5;
  std::vector<double> ratios;
  for (size_t ray = 0; ray < kRays; ray += kFewRays) {
    const double outer = level(at(disc, disc.radius - kInside, ray));
    double highest = outer;
    for (int i = 1; i <= kSamples; ++i) {
      const double inward = kInside + kReach * disc.radius * i / kSamples;
      highest = std::max(highest, level(at(disc, disc.radius - inward, ray)));
    }
    if (highest >= kForegroundLevel) ratios.push_back(outer / highest);
  }
  if (ratios.empty()) return 0;
  const auto middle = ratios.begin() + static_cast<ptrdiff_t>(ratios.size() / 2);
  std::nth_element(ratios.begin(), middle, ratios.end());
  return *middle;
}

double RimReader::colour_deviation(const Disc& disc) const {
  std::array<double, 3> sums{};
  std::array<double, 3> squares{};
  double count = 0;
  for (int ring = 0; ring < kFillRings; ++ring) {
    const double radius = 0.95 * disc.radius * std::sqrt((ring + 0.5) / kFillRings);
    for (size_t ray = 0; ray < kRays; ray += kFewRays) {
      const Point point = at(disc, radius, ray);
      if (!on_screen(point)) continue;
      const uint8_t* pixel = screen_.pixel(static_cast<int>(point.x), static_cast<int>(point.y));
      for (size_t c = 0; c < 3; ++c) {
        sums[c] += pixel[c];
        squares[c] += double{1} * pixel[c] * pixel[c];
      }
      count += 1;
    }
  }
  double largest = 0;
  for (size_t c = 0; c < 3 && count > 0; ++c) {
    const double mean = sums[c] / count;
    largest = std::max(largest, squares[c] / count - mean * mean);
  }
  return std::sqrt(largest);
}

bool RimReader::is_colour_wheel(const Disc& disc) const {
  for (const double share : {0.6, 0.75, 0.9}) {
    std::optional<double> last;
    double turned = 0;
    for (size_t ray = 0; ray <= kRays; ++ray) {
      const Point point = at(disc, share * disc.radius, ray % kRays);
      if (!on_screen(point)) return false;
      const auto here = hue(screen_.pixel(static_cast<int>(point.x), static_cast<int>(point.y)));
      if (!here) continue;
      if (last) turned += std::remainder(*here - *last, 360.0);
      last = here;
    }
    if (std::abs(turned) < 300) return false;
  }
  return true;
}

}  // namespace myolens
