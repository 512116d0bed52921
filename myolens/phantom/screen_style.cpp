#include "myolens/phantom/screen_style.h"

#include <array>

#include "myolens/phantom/screen_geometry.h"
#include "myolens/phantom/screen_texts.h"

namespace myolens {
namespace {

constexpr std::array<std::string_view, 7> kScalesOnBlack{
    "grey", "hot_iron", "rainbow", "cool", "warm_metal", "ge_colour", "french"};
constexpr std::array<std::string_view, 8> kScales{
    "grey", "hot_iron", "rainbow", "cool", "warm_metal", "ge_colour", "french", "inverted_grey"};
constexpr std::array<Size, 4> kSizes{{kUsualScreen, {1280, 1024}, {1920, 1080}, {1024, 768}}};
constexpr double kUsualSizeProbability = .5;

constexpr Rgb kBlack{0, 0, 0};
constexpr Rgb kWhite{255, 255, 255};
constexpr Rgb kLightGrey{212, 212, 212};
constexpr std::array<Rgb, 3> kDarkGrounds{{kBlack, {22, 22, 26}, {52, 54, 58}}};
constexpr DifferenceColours kOnGrey{};
// Where nothing differs hardly brighter than black.
constexpr DifferenceColours kOnBlack{{40, 40, 44}, {60, 120, 255}, {255, 90, 40}};

std::string_view chosen_scale(std::string_view asked, std::string_view drawn) {
  return asked == kMixedColourScales ? drawn : find_colour_scale(asked).name;
}

// Of the layout "single", as the first version drew it.
constexpr double kMargin = 70;                // pixels between disc and edge
constexpr double kOverlapProbability = 0.15;  // that the text line runs into the disc
constexpr double kBarProbability = 0.5;
constexpr double kRimProbability = 0.08;
constexpr int kBarWidth = 24;

Disc draw_single_disc(RandomStream& random) {
  const double radius = random.uniform(250, 440);
  const double x = random.uniform(radius + kMargin, kUsualScreen.width - radius - 2 * kMargin);
  return {x, random.uniform(radius + kMargin, kUsualScreen.height - radius - kMargin), radius};
}

ScreenStyle draw_single(const ScreenRequest& request, RandomStream& screen,
                        RandomStream& department) {
  ScreenStyle style;
  style.colour_scale =
      chosen_scale(request.colour_scale, kScalesOnBlack[department.below(kScalesOnBlack.size())]);
  const Disc disc = draw_single_disc(department);
  style.discs.push_back({std::string(state_name(request.image.state)), disc, request.image});
  if (department.chance(kBarProbability)) {
    style.colour_bars.push_back({kUsualScreen.width - static_cast<int>(kMargin),
                                 kUsualScreen.height / 4, kBarWidth, kUsualScreen.height / 2});
  }
  ScreenText title;
  title.text = title_text(screen, image_kind_name(request.image));
  title.size_pixels = screen.uniform(18, 28);
  const bool overlap = screen.chance(kOverlapProbability);
  title.x =
      overlap ? disc.centre_x - disc.radius * screen.uniform(0.2, 0.9) : screen.uniform(20, 300);
  title.y =
      overlap ? disc.centre_y - disc.radius * screen.uniform(0.7, 0.95) : screen.uniform(28, 48);
  style.texts.push_back(title);
  style.jpeg_quality = 80 + static_cast<int>(screen.below(16));
  style.marks.rim = department.chance(kRimProbability);
  return style;
}

// Dark, except where a scale of dark hearts needs a light one.
Rgb draw_ground(RandomStream& random, const ScreenStyle& style) {
  const bool dark_heart = style.colour_scale == "inverted_grey";
  const bool light = random.chance(.2);
  const Rgb dark = kDarkGrounds[random.below(kDarkGrounds.size())];
  if (style.layout == ScreenLayout::kWhite) return kWhite;
  return dark_heart || (light && style.colour_scale != "grey") ? kLightGrey : dark;
}

DiscMarks draw_marks_style(RandomStream& random, ScreenLayout layout) {
  DiscMarks marks;
  constexpr std::array<Rgb, 4> kColours{{kWhite, kBlack, {150, 150, 150}, {255, 255, 0}}};
  marks.colour = kColours[random.below(kColours.size())];
  marks.width_pixels = random.uniform(1, 2.2);
  marks.cross_hair_r = random.uniform(.1, .8);
  marks.cross_hair_theta = random.uniform(0, 360);
  const bool rich = layout == ScreenLayout::kSegmentLines;
  marks.segment_lines = random.chance(.8) && rich;
  marks.percentages = random.chance(.8) && rich;
  marks.territories = random.chance(rich ? .5 : .15);
  marks.rim = random.chance(rich ? .4 : .1);
  marks.rim_arcs = random.chance(rich ? .4 : .1);
  marks.cross_hair = random.chance(rich ? .4 : .1);
  return marks;
}

void place_parts(RandomStream& random, ImageKind image, ScreenStyle& style) {
  if (style.layout == ScreenLayout::kColumn) {
    place_column(random, image.view, style);
  } else if (style.layout == ScreenLayout::kGrid) {
    place_grid(random, style);
  } else {
    place_one_disc(random, image, style);
  }
}

ScreenStyle draw_rich(const ScreenRequest& request, RandomStream& screen,
                      RandomStream& department) {
  ScreenStyle style;
  style.layout = request.layout;
  const Size other = kSizes[department.below(kSizes.size())];
  style.size = department.chance(kUsualSizeProbability) ? kUsualScreen : other;
  style.colour_scale =
      chosen_scale(request.colour_scale, kScales[department.below(kScales.size())]);
  style.ground = draw_ground(department, style);
  const bool on_black = department.chance(.5);
  style.difference_colours = on_black && style.ground == kBlack ? kOnBlack : kOnGrey;
  style.marks = draw_marks_style(department, style.layout);
  place_parts(department, request.image, style);
  const bool light = style.ground[0] > 128;
  add_texts(screen, light ? kBlack : kWhite, style);
  style.jpeg_quality = 60 + static_cast<int>(screen.below(36));
  return style;
}

}  // namespace

ScreenStyle draw_screen_style(const ScreenRequest& request, RandomStream screen,
                              std::optional<RandomStream> department) {
  RandomStream& shared = department ? *department : screen;
  return request.layout == ScreenLayout::kSingle ? draw_single(request, screen, shared)
                                                 : draw_rich(request, screen, shared);
}

}  // namespace myolens
