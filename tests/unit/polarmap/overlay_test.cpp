#include "myolens/polarmap/overlay.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string_view>

#include "myolens/imaging/canvas.h"
#include "myolens/polarmap/cleaning.h"
#include "myolens/polarmap/map_planes.h"
#include "tests/unit/polarmap/synthetic_map.h"

namespace myolens {
namespace {

using namespace test;
using testing::ElementsAre;

constexpr Rgb kBlack{0, 0, 0};

Image map_of(std::string_view scale, const Disc& disc) {
  const int side = static_cast<int>(2 * disc.centre_x);
  Image map(side, side, 3);
  draw_map(map, disc, scale, two_lesions());
  return map;
}

// Every pixel of a line across lesions and their steep edges is found.
TEST(Overlay, HoldsTheWholeOfALine) {
  constexpr Disc kDisc{130, 130, 110};
  for (const ColourScale& scale : colour_scales()) {
    Canvas canvas(map_of(scale.name, kDisc));
    const Rgb ink = scale.name == "inverted_grey" ? Rgb{255, 255, 255} : kBlack;
    canvas.circle(kDisc.centre_x, kDisc.centre_y, 70, ink, 2);
    const Image screen = through_jpeg(canvas.image(), 75);
    const Image mask = overlay_mask(screen, map_planes(screen, kDisc), kDisc, kBlack);
    int left = 0;
    for (int y = 0; y < mask.height; ++y) {
      for (int x = 0; x < mask.width; ++x) {
        const double r = std::hypot(x + 0.5 - kDisc.centre_x, y + 0.5 - kDisc.centre_y);
        left += std::abs(r - 70) < 1 && *mask.pixel(x, y) == 0 ? 1 : 0;
      }
    }
    EXPECT_EQ(left, 0) << scale.name;
  }
}

// A line, its antialiasing and two pixels beside it cover 7 to 8 pixels.
TEST(Overlay, SaysWhenMuchOfTheMapLiesUnderIt) {
  constexpr Disc kDisc{180, 180, 150};
  const Image plain = map_of("hot_iron", kDisc);
  const auto flags_with_lines_every = [&](int pixels) {
    Canvas canvas(plain);
    for (int y = 40; y < 320; y += pixels) canvas.line(40, y, 320, y, kBlack, 1.5);
    return clean_polar_map(through_jpeg(canvas.image(), 85), kDisc).flags;
  };
  EXPECT_THAT(flags_with_lines_every(14), ElementsAre("text removed", "much filled"));
  EXPECT_THAT(flags_with_lines_every(40), ElementsAre("text removed"));
}

}  // namespace
}  // namespace myolens
