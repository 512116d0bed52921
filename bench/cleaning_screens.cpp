#include "bench/cleaning_screens.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <string>
#include <string_view>
#include <utility>

#include "myolens/imaging/canvas.h"
#include "myolens/imaging/codec.h"
#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

constexpr double kBorder = 40;    // pixels between the disc and the picture's edge
constexpr int kDrawnLevels = 10;  // grey levels of change that count as drawn
constexpr std::array<Rgb, 6> kInks{Rgb{255, 255, 255}, Rgb{0, 0, 0},     Rgb{255, 255, 0},
                                   Rgb{150, 150, 150}, Rgb{255, 40, 40}, Rgb{0, 200, 255}};
constexpr std::array<uint8_t, 3> kGrounds{0, 128, 255};
constexpr std::array<Rgb, 3> kTerritoryInks{Rgb{255, 0, 255}, Rgb{0, 255, 255}, Rgb{255, 255, 0}};
constexpr std::array<double, 6> kBasalAngles{60, 120, 180, 240, 300, 0};  // degrees
constexpr std::array<double, 4> kApicalAngles{45, 135, 225, 315};

// The map's uptake at every pixel of a picture around the disc, up to a pixel outside it.
FloatImage placed_uptake(const FloatImage& uptake, const Disc& disc) {
  const int side = static_cast<int>(std::ceil(2 * (disc.radius + kBorder)));
  const int map_side = static_cast<int>(std::lround(2 * disc.radius));
  const FloatImage map = resize(uptake, {map_side, map_side});
  FloatImage placed(side, side, 1);
  const auto at = [&](double position) {
    return std::clamp(static_cast<int>(position), 0, map_side - 1);
  };
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      if (std::hypot(x + 0.5 - disc.centre_x, y + 0.5 - disc.centre_y) > disc.radius + 1) continue;
      *placed.pixel(x, y) =
          *map.pixel(at(x - disc.centre_x + disc.radius), at(y - disc.centre_y + disc.radius));
    }
  }
  return placed;
}

Image painted_map(const FloatImage& uptake, const ColourScale& scale, const Disc& disc,
                  uint8_t ground) {
  Image image(uptake.width, uptake.height, 3, ground);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const double distance = std::hypot(x + 0.5 - disc.centre_x, y + 0.5 - disc.centre_y);
      const double share = std::clamp(disc.radius - distance + 0.5, 0.0, 1.0);
      if (share <= 0) continue;
      const Rgb colour = colour_for(scale, *uptake.pixel(x, y));
      for (size_t c = 0; c < 3; ++c) {
        image.pixel(x, y)[c] = static_cast<uint8_t>(share * colour[c] + (1 - share) * ground + 0.5);
      }
    }
  }
  return image;
}

class Pen {
 public:
  Pen(Canvas& canvas, const Disc& disc, RandomStream& random)
      : canvas_(canvas),
        disc_(disc),
        random_(random),
        ink_(kInks[random.below(kInks.size())]),
        text_size_(std::clamp(disc.radius / 18, 11.0, 24.0)) {}

  void text_lines() {
    for (const double row : {-0.72, 0.1, 0.68}) {
      const Rgb ink = kInks[random_.below(3)];
      canvas_.text(disc_.centre_x - disc_.radius * random_.uniform(0.3, 0.6),
                   disc_.centre_y + row * disc_.radius, "STRESS AC 2021-07-04 09:41",
                   {text_size_, ink, random_.chance(0.5)});
    }
  }

  void numbers() {
    number(0, 0);
    for (const double angle : kApicalAngles) number(0.375, angle + 45);
    for (const double ring : {0.625, 0.875}) {
      for (const double angle : kBasalAngles) number(ring, angle + 30);
    }
  }

  void segments() {
    const double width = random_.uniform(1, 2.2);
    for (const double share : {0.25, 0.5, 0.75, 1.0}) {
      canvas_.circle(disc_.centre_x, disc_.centre_y, share * disc_.radius, ink_, width);
    }
    for (const double angle : kBasalAngles) spoke(angle, {0.5, 1}, width);
    for (const double angle : kApicalAngles) spoke(angle, {0.25, 0.5}, width);
  }

  void territories() {
    for (size_t i = 0; i < kTerritoryInks.size(); ++i) {
      outline(80 + 120.0 * static_cast<double>(i), kTerritoryInks[i]);
    }
    markers();
  }

  void rim() {
    arc(1 - 2 / disc_.radius, {20, 140}, kTerritoryInks[0]);
    arc(1 - 2 / disc_.radius, {140, 250}, kTerritoryInks[1]);
    arc(1 - 2 / disc_.radius, {250, 380}, kTerritoryInks[2]);
    canvas_.text(disc_.centre_x - disc_.radius + 8, disc_.centre_y + 6, "SEPT",
                 {text_size_, ink_, true});
    canvas_.text(disc_.centre_x - 12, disc_.centre_y - disc_.radius + text_size_ + 6, "ANT",
                 {text_size_, ink_, true});
    markers();
  }

  // Words inside the circle, some touching it.
  void rim_letters() {
    for (const char* word : {"ANT", "SEPT", "LAT 45", "INF", "APEX", "88%"}) {
      const double share = 1 - random_.uniform(0.3, 3) * text_size_ / disc_.radius;
      const double angle = random_.uniform(0, 360);
      const double width = 0.6 * text_size_ * static_cast<double>(std::string_view(word).size());
      const double leftwards = 0.5 + 0.5 * std::cos(angle * std::numbers::pi / 180);
      canvas_.text(x_at(share, angle) - leftwards * width, y_at(share, angle) + 0.35 * text_size_,
                   word, {text_size_, ink_, random_.chance(0.5)});
    }
  }

 private:
  struct Span {
    double from;
    double to;
  };

  double x_at(double share, double degrees) const {
    return disc_.centre_x + share * disc_.radius * std::cos(degrees * std::numbers::pi / 180);
  }
  double y_at(double share, double degrees) const {
    return disc_.centre_y - share * disc_.radius * std::sin(degrees * std::numbers::pi / 180);
  }

  void number(double share, double degrees) {
    const std::string text = std::to_string(30 + random_.below(70));
    canvas_.text(x_at(share, degrees) - 0.6 * text_size_, y_at(share, degrees) + 0.35 * text_size_,
                 text, {text_size_, ink_, random_.chance(0.5)});
  }

  void spoke(double degrees, Span shares, double width) {
    canvas_.line(x_at(shares.from, degrees), y_at(shares.from, degrees), x_at(shares.to, degrees),
                 y_at(shares.to, degrees), ink_, width);
  }

  void arc(double share, Span degrees, Rgb ink) {
    for (double angle = degrees.from; angle < degrees.to; angle += 2) {
      canvas_.line(x_at(share, angle), y_at(share, angle), x_at(share, angle + 2),
                   y_at(share, angle + 2), ink, 2);
    }
  }

  // A wandering closed line around `degrees`.
  void outline(double degrees, Rgb ink) {
    constexpr int kCorners = 60;
    const auto corner = [&](int i) {
      const double turn = 2 * std::numbers::pi * i / kCorners;
      const double wander = 1 + 0.1 * std::sin(3 * turn);
      return std::pair{0.58 + 0.34 * wander * std::cos(turn),
                       degrees + 42 * wander * std::sin(turn)};
    };
    for (int i = 0; i < kCorners; ++i) {
      const auto [share, angle] = corner(i);
      const auto [next_share, next_angle] = corner(i + 1);
      canvas_.line(x_at(share, angle), y_at(share, angle), x_at(next_share, next_angle),
                   y_at(next_share, next_angle), ink, 1.5);
    }
  }

  void markers() {
    const double x = x_at(0.4, 200);
    const double y = y_at(0.4, 200);
    canvas_.line(x - 7, y, x + 7, y, ink_, 1.5);
    canvas_.line(x, y - 7, x, y + 7, ink_, 1.5);
    canvas_.circle(x_at(0.6, 330), y_at(0.6, 330), 6, ink_, 1.5);
  }

  Canvas& canvas_;
  const Disc& disc_;
  RandomStream& random_;
  Rgb ink_;
  double text_size_;
};

void draw_overlay(Pen& pen, OverlayStyle style) {
  switch (style) {
    case OverlayStyle::kText:
      return pen.text_lines();
    case OverlayStyle::kNumbers:
      return pen.numbers();
    case OverlayStyle::kSegments:
      pen.segments();
      return pen.numbers();
    case OverlayStyle::kTerritories:
      return pen.territories();
    case OverlayStyle::kRim:
      return pen.rim();
    case OverlayStyle::kWhiteGround:
      pen.segments();
      return pen.text_lines();
    case OverlayStyle::kRimLetters:
      return pen.rim_letters();
  }
}

uint8_t ground_for(OverlayStyle style, RandomStream& random) {
  if (style == OverlayStyle::kRimLetters) return kGrounds[random.below(kGrounds.size())];
  return style == OverlayStyle::kWhiteGround ? 255 : 0;
}

Image changed_pixels(const Image& a, const Image& b) {
  Image mask(a.width, a.height, 1);
  for (size_t i = 0; i < a.samples.size(); ++i) {
    if (std::abs(a.samples[i] - b.samples[i]) > kDrawnLevels) mask.samples[i / 3] = 255;
  }
  return mask;
}

}  // namespace

OverlaidDisc draw_overlaid_disc(const FloatImage& uptake, const ColourScale& scale,
                                const DiscRequest& request, RandomStream random) {
  const double centre = request.radius + kBorder;
  const Disc disc{centre + random.uniform(-0.5, 0.5), centre + random.uniform(-0.5, 0.5),
                  request.radius};
  const uint8_t ground = ground_for(request.style, random);
  FloatImage placed = placed_uptake(uptake, disc);
  const Image clean = painted_map(placed, scale, disc, ground);
  Canvas canvas(clean);
  Pen pen(canvas, disc, random);
  draw_overlay(pen, request.style);
  const Image drawn = canvas.image();
  const auto through_jpeg = [&](const Image& image) {
    return decode_image(encode_jpeg(image, request.jpeg_quality), "drawn in memory");
  };
  return {through_jpeg(drawn), through_jpeg(clean), changed_pixels(drawn, clean), disc,
          std::move(placed)};
}

}  // namespace myolens
