#include "myolens/phantom/screen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "myolens/imaging/canvas.h"
#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/resample.h"
#include "myolens/phantom/disc_sampling.h"

namespace myolens {
namespace {

constexpr std::array<std::string_view, 7> kScales{"grey",       "hot_iron",  "rainbow", "cool",
                                                  "warm_metal", "ge_colour", "french"};
constexpr std::array<const char*, 3> kMachines{"Phantom Station A", "Phantom Station B",
                                               "Phantom Workplace 3"};
constexpr double kMargin = 70;                // pixels between disc and edge
constexpr double kOverlapProbability = 0.15;  // that the text line runs into the disc
constexpr double kBarProbability = 0.5;
constexpr double kRimProbability = 0.08;  // of a thin circle around the disc
constexpr Rgb kRimColour{150, 150, 150};
constexpr int kBarWidth = 24;

std::string text_line(RandomStream& random, std::string_view image_kind) {
  const auto draw = [&](int low, int high) {
    return low + static_cast<int>(random.below(static_cast<size_t>(high - low + 1)));
  };
  // One draw a line: the order in which arguments are evaluated differs between compilers.
  const int minute = draw(0, 59);
  const int hour = draw(7, 17);
  const int day = draw(1, 28);
  const int month = draw(1, 12);
  const int year = draw(2015, 2024);
  std::array<char, 64> moment{};
  std::snprintf(moment.data(), moment.size(), "%04d-%02d-%02d %02d:%02d", year, month, day, hour,
                minute);
  return "SYNTHETIC  " + std::string(image_kind) + "  " + moment.data() + "  " +
         kMachines[random.below(kMachines.size())];
}

Disc draw_disc(RandomStream& random) {
  const double radius = random.uniform(250, 440);
  return {random.uniform(radius + kMargin, kScreenWidth - radius - 2 * kMargin),
          random.uniform(radius + kMargin, kScreenHeight - radius - kMargin), radius};
}

double coverage(const Disc& disc, int x, int y) {
  const double right = x + 0.5 - disc.centre_x;
  const double down = y + 0.5 - disc.centre_y;
  return std::clamp(disc.radius - std::sqrt(right * right + down * down) + 0.5, 0.0, 1.0);
}

void paint_map(Image& screen, const FloatImage& uptake, const ScreenStyle& style) {
  const ColourScale& scale = find_colour_scale(style.colour_scale);
  const int side = static_cast<int>(std::lround(2 * style.disc.radius));
  const FloatImage map = resize(uptake, {side, side});
  const int left = static_cast<int>(std::lround(style.disc.centre_x - side / 2.0));
  const int top = static_cast<int>(std::lround(style.disc.centre_y - side / 2.0));
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double share = coverage(style.disc, left + x, top + y);
      if (share == 0.0) continue;
      const Rgb colour = colour_for(scale, *map.pixel(x, y));
      uint8_t* pixel = screen.pixel(left + x, top + y);
      for (size_t c = 0; c < 3; ++c) pixel[c] = static_cast<uint8_t>(share * colour[c] + 0.5);
    }
  }
}

void paint_bar(Image& screen, const ScreenStyle& style) {
  const ColourScale& scale = find_colour_scale(style.colour_scale);
  const int left = kScreenWidth - static_cast<int>(kMargin);
  const int top = kScreenHeight / 4;
  const int height = kScreenHeight / 2;
  for (int y = 0; y < height; ++y) {
    const Rgb colour = colour_for(scale, 1.0 - static_cast<double>(y) / (height - 1));
    for (int x = 0; x < kBarWidth; ++x) std::ranges::copy(colour, screen.pixel(left + x, top + y));
  }
}

}  // namespace

ScreenStyle draw_screen_style(RandomStream random, std::string_view image_kind,
                              std::string_view colour_scale) {
  ScreenStyle style;
  const std::string_view drawn = kScales[random.below(kScales.size())];
  style.colour_scale =
      colour_scale == kMixedColourScales ? drawn : find_colour_scale(colour_scale).name;
  style.disc = draw_disc(random);
  style.colour_bar = random.chance(kBarProbability);
  style.text = text_line(random, image_kind);
  style.text_size = random.uniform(18, 28);
  const bool overlap = random.chance(kOverlapProbability);
  style.text_x = overlap ? style.disc.centre_x - style.disc.radius * random.uniform(0.2, 0.9)
                         : random.uniform(20, 300);
  style.text_y = overlap ? style.disc.centre_y - style.disc.radius * random.uniform(0.7, 0.95)
                         : random.uniform(28, 48);
  style.jpeg_quality = 80 + static_cast<int>(random.below(16));
  style.rim = random.chance(kRimProbability);
  return style;
}

Image draw_screen(const FloatImage& uptake, const ScreenStyle& style) {
  Image screen(kScreenWidth, kScreenHeight, 3);
  paint_map(screen, uptake, style);
  if (style.colour_bar) paint_bar(screen, style);
  Canvas canvas(screen);
  if (style.rim) {
    canvas.circle(style.disc.centre_x, style.disc.centre_y, style.disc.radius, kRimColour, 1.5);
  }
  canvas.text(style.text_x, style.text_y, style.text, {.size_pixels = style.text_size});
  return canvas.image();
}

}  // namespace myolens
