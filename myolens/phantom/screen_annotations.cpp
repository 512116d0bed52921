#include "myolens/phantom/screen_annotations.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "myolens/phantom/disc_sampling.h"
#include "myolens/polarmap/aha.h"

namespace myolens {
namespace {

constexpr double kRadiansPerDegree = std::numbers::pi / 180;
constexpr double kArcStep = 3;         // degrees between the ends of an arc's chords
constexpr double kThickLine = 2;       // of a territory's outline, times a segment's line
constexpr double kArcGap = 4;          // pixels between rim and arcs
constexpr double kCrossHairArm = .06;  // share of the radius
constexpr double kNumberSize = .085;   // share of the radius
constexpr double kDigitWidth = .64;    // of DejaVu Sans, share of the size
constexpr double kDigitHeight = .73;

struct PlanePoint {
  double x;
  double y;
};

PlanePoint point_at(const Disc& disc, DiscPosition position) {
  const double theta = position.theta * kRadiansPerDegree;
  return {disc.centre_x + disc.radius * position.r * std::cos(theta),
          disc.centre_y - disc.radius * position.r * std::sin(theta)};
}

class DiscPen {
 public:
  DiscPen(Canvas& canvas, const Disc& disc, Rgb colour, double width_pixels)
      : canvas_(canvas), disc_(disc), colour_(colour), width_(width_pixels) {}

  void line(DiscPosition from, DiscPosition to) const {
    const PlanePoint a = point_at(disc_, from);
    const PlanePoint b = point_at(disc_, to);
    canvas_.line(a.x, a.y, b.x, b.y, colour_, width_);
  }
  void ray(double theta, double from, double to) const { line({from, theta}, {to, theta}); }
  void ring(double r) const {
    canvas_.circle(disc_.centre_x, disc_.centre_y, r * disc_.radius, colour_, width_);
  }
  void arc(double r, double from, double to) const {
    for (double theta = from; theta < to; theta += kArcStep) {
      line({r, theta}, {r, std::min(theta + kArcStep, to)});
    }
  }

 private:
  Canvas& canvas_;
  const Disc& disc_;
  Rgb colour_;
  double width_;
};

void draw_segment_lines(const DiscPen& pen) {
  for (const double r : {kRingLimits.apex, kRingLimits.apical, kRingLimits.mid}) pen.ring(r);
  for (int i = 0; i < 4; ++i) pen.ray(45 + 90 * i, kRingLimits.apex, kRingLimits.apical);
  for (int i = 0; i < 6; ++i) pen.ray(60 * i, kRingLimits.apical, 1);
}

// By AHA convention: LAD 1 2 7 8 13 14 17, RCA 3 4 9 10 15, LCX 5 6 11 12 16.
void draw_territories(const DiscPen& pen) {
  const RingLimits& rings = kRingLimits;
  for (const double theta : {60.0, 180.0, 300.0}) pen.ray(theta, rings.apical, 1);
  for (const double theta : {45.0, 225.0, 315.0}) pen.ray(theta, rings.apex, rings.apical);
  pen.arc(rings.apical, 45, 60);
  pen.arc(rings.apical, 180, 225);
  pen.arc(rings.apical, 300, 315);
  pen.arc(rings.apex, 225, 405);
}

PlanePoint middle_of(int segment, const Disc& disc) {
  const RingLimits& rings = kRingLimits;
  if (segment == 17) return point_at(disc, {0, 0});
  if (segment >= 13) {
    return point_at(disc, {(rings.apex + rings.apical) / 2, 90.0 + 90 * (segment - 13)});
  }
  const bool mid = segment >= 7;
  const double r = mid ? (rings.apical + rings.mid) / 2 : (rings.mid + 1) / 2;
  return point_at(disc, {r, 90.0 + 60 * (segment - (mid ? 7 : 1))});
}

}  // namespace

void draw_marks(Canvas& canvas, const Disc& disc, const DiscMarks& marks) {
  const DiscPen pen(canvas, disc, marks.colour, marks.width_pixels);
  const DiscPen thick(canvas, disc, marks.colour, kThickLine * marks.width_pixels);
  if (marks.segment_lines) draw_segment_lines(pen);
  if (marks.territories) draw_territories(thick);
  if (marks.rim) pen.ring(1);
  if (marks.rim_arcs) {
    const double r = 1 + kArcGap / disc.radius;
    for (const double theta : {65.0, 185.0, 305.0}) thick.arc(r, theta, theta + 110);
  }
  if (marks.cross_hair) {
    const PlanePoint middle = point_at(disc, {marks.cross_hair_r, marks.cross_hair_theta});
    const double arm = kCrossHairArm * disc.radius;
    canvas.line(middle.x - arm, middle.y, middle.x + arm, middle.y, marks.colour,
                marks.width_pixels);
    canvas.line(middle.x, middle.y - arm, middle.x, middle.y + arm, marks.colour,
                marks.width_pixels);
  }
}

void draw_percentages(Canvas& canvas, const FloatImage& uptake, const Disc& disc, Rgb colour) {
  const std::array<double, kSegments> means = segment_means(uptake, kMapDisc);
  const double size = kNumberSize * disc.radius;
  for (int segment = 1; segment <= kSegments; ++segment) {
    const std::string text = std::to_string(std::lround(100 * means[segment - 1]));
    const PlanePoint middle = middle_of(segment, disc);
    const double width = kDigitWidth * size * static_cast<double>(text.size());
    canvas.text(middle.x - width / 2, middle.y + kDigitHeight * size / 2, text,
                {.size_pixels = size, .colour = colour});
  }
}

}  // namespace myolens
