#include "myolens/phantom/screen_geometry.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace myolens {
namespace {

constexpr double kHeader = 44;  // pixels for the title
constexpr double kFooter = 20;
constexpr double kGap = 30;  // between parts
constexpr double kSmallestRadius = 90;
constexpr double kLargestRadius = 500;
constexpr int kBarWidth = 20;
constexpr std::array<double, 6> kShownLevels{.12, .3, .45, .6, .75, .9};

ScreenBox square(double left, double top, double side) {
  const int pixels = static_cast<int>(side);
  return {static_cast<int>(left), static_cast<int>(top), pixels, pixels};
}

// The stretch of a screen beside its discs, from the header to the footer.
struct Stretch {
  double left = 0;
  double right = 0;
  double width() const { return right - left; }
};

double middle_height(const ScreenStyle& style) { return style.size.height - kHeader - kFooter; }

// A row of short-axis slices, apex to base.
void add_short_axis(ImageKind image, const ScreenBox& first, int count, ScreenStyle& style) {
  for (int i = 0; i < count; ++i) {
    ScreenBox box = first;
    box.left += i * (first.width + 2);
    const size_t level = static_cast<size_t>(i) * kShownLevels.size() / static_cast<size_t>(count);
    style.slices.push_back({box, image, SliceCut::kShortAxis, kShownLevels[level]});
  }
}

// Alternating horizontal and vertical long axis.
void add_long_axis(ImageKind image, const ScreenBox& first, int count, ScreenStyle& style) {
  for (int i = 0; i < count; ++i) {
    ScreenBox box = first;
    box.left += i * (first.width + 2);
    style.slices.push_back(
        {box, image, i % 2 == 0 ? SliceCut::kHorizontalLongAxis : SliceCut::kVerticalLongAxis, 0});
  }
}

void add_ventricle(RandomStream& random, ImageKind image, const ScreenBox& box,
                   ScreenStyle& style) {
  const double facing = random.uniform(0, 360);
  const double tilt = random.uniform(-60, 60);
  style.ventricles.push_back({box, image, facing, tilt});
}

void add_bar(double left, ScreenStyle& style) {
  style.colour_bars.push_back(
      {static_cast<int>(left), style.size.height / 4, kBarWidth, style.size.height / 2});
}

// Rows of slices of the images in turn, then 3-D views, as far as the stretch has room.
void fill_beside(RandomStream& random, const std::vector<ImageKind>& images, Stretch stretch,
                 ScreenStyle& style) {
  const int columns = stretch.width() > 500 ? 6 : 3;
  const double side = std::min(stretch.width() / columns - 3, middle_height(style) / 6 - 4);
  if (side < 40) return;
  double top = kHeader;
  for (const ImageKind image : images) {
    if (top + 2 * side + 4 > style.size.height - kFooter - side) break;
    add_short_axis(image, square(stretch.left, top, side), columns, style);
    add_long_axis(image, square(stretch.left, top + side + 2, side), std::min(columns, 4), style);
    top += 2 * side + 10;
  }
  const double room = std::min(style.size.height - kFooter - top, stretch.width() / 2 - 4);
  if (room < 60) return;
  for (size_t i = 0; i < std::min<size_t>(images.size(), 2); ++i) {
    const double left = stretch.left + static_cast<double>(i) * (room + 4);
    add_ventricle(random, images[i], square(left, top, room), style);
  }
}

// Beside a block of discs at the left or right edge of the screen.
Stretch stretch_beside(bool block_at_left, double block_edge, const ScreenStyle& style) {
  const double bar = 2 * kGap + kBarWidth;
  return block_at_left ? Stretch{block_edge + kGap, style.size.width - bar}
                       : Stretch{bar, block_edge - kGap};
}

double jitter(RandomStream& random) { return random.uniform(-2, 2); }

}  // namespace

void place_column(RandomStream& random, AttenuationView view, ScreenStyle& style) {
  const double cell = middle_height(style) / 3;
  const double radius = std::max(kSmallestRadius, cell * random.uniform(.37, .46));
  const double inset = radius + style.size.width * random.uniform(.02, .10);
  const bool at_left = random.chance(.7);
  const double centre_x = at_left ? inset : style.size.width - inset;
  const std::array<ScreenDisc, 3> discs{{{"stress", {}, {view, StudyState::kStress}},
                                         {"rest", {}, {view, StudyState::kRest}},
                                         {"difference", {}, {view, StudyState::kStress}, true}}};
  for (size_t i = 0; i < discs.size(); ++i) {
    ScreenDisc shown = discs[i];
    const double centre_y = kHeader + cell * (static_cast<double>(i) + .5) + jitter(random);
    shown.disc = {centre_x + jitter(random), centre_y, radius};
    style.discs.push_back(shown);
  }
  const double edge = at_left ? inset + radius : style.size.width - inset - radius;
  const Stretch beside = stretch_beside(at_left, edge, style);
  fill_beside(random, {{view, StudyState::kStress}, {view, StudyState::kRest}}, beside, style);
  add_bar(at_left ? style.size.width - kGap - kBarWidth : kGap, style);
}

void place_grid(RandomStream& random, ScreenStyle& style) {
  const double cell = std::min(middle_height(style) / 2, style.size.width * .375);
  const double radius = std::max(kSmallestRadius, cell * random.uniform(.36, .47));
  const bool at_left = random.chance(.7);
  const double left =
      at_left ? random.uniform(5, 40) : style.size.width - 2 * cell - random.uniform(5, 40);
  const std::array<ImageKind, 4> images{kStressCorrected, kStressUncorrected, kRestCorrected,
                                        kRestUncorrected};
  for (size_t i = 0; i < images.size(); ++i) {
    const double x = left + cell * (.5 + static_cast<double>(i % 2)) + jitter(random);
    const double y = kHeader + cell * (.5 + static_cast<double>(i / 2)) + jitter(random);
    const std::string name =
        std::string(state_name(images[i].state)) + " " + std::string(view_name(images[i].view));
    style.discs.push_back({name, {x, y, radius}, images[i]});
  }
  const Stretch beside = stretch_beside(at_left, at_left ? left + 2 * cell : left, style);
  fill_beside(random, {kStressCorrected, kRestCorrected}, beside, style);
  add_bar(at_left ? style.size.width - kGap - kBarWidth : kGap, style);
}

void place_one_disc(RandomStream& random, ImageKind image, ScreenStyle& style) {
  const double half = (style.size.height - kHeader) / 2;
  const double radius =
      std::min(kLargestRadius, std::max(kSmallestRadius, half * random.uniform(.25, .98)));
  const double x = random.uniform(radius + 6, style.size.width - radius - 6);
  const double y = random.uniform(kHeader + radius, style.size.height - radius - 2);
  style.discs.push_back({std::string(state_name(image.state)), {x, y, radius}, image});
  const double left_room = x - radius;
  const double right_room = style.size.width - x - radius;
  const bool at_left = right_room > left_room;
  if (std::max(left_room, right_room) < 300) return;
  if (random.chance(.5)) {
    const Stretch beside = stretch_beside(at_left, at_left ? x + radius : x - radius, style);
    fill_beside(random, {image}, beside, style);
  }
  if (random.chance(.5)) add_bar(at_left ? style.size.width - kGap - kBarWidth : kGap, style);
}

}  // namespace myolens
