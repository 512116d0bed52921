#include "myolens/polarmap/circle_check.h"

#include <gtest/gtest.h>

#include "myolens/imaging/canvas.h"
#include "tests/unit/polarmap/synthetic_map.h"

namespace myolens {
namespace {

using namespace test;

constexpr Disc kDisc{410.3, 300.8, 202.6};

Image screen_of(std::string_view scale, const std::vector<Lesion>& lesions) {
  Image screen(820, 610, 3);
  draw_map(screen, kDisc, scale, lesions);
  return screen;
}

TEST(CircleCheck, TrustsTheDrawnCircleInEveryColourScale) {
  for (const ColourScale& scale : colour_scales()) {
    EXPECT_TRUE(circle_is_certain(through_jpeg(screen_of(scale.name, two_lesions()), 75), kDisc))
        << scale.name;
  }
}

TEST(CircleCheck, TrustsARimThatDefectsAndTextPartlyHide) {
  Canvas canvas(screen_of("hot_iron", {{1.0, 250, 0.55, 1.0}, {0.9, 60, 0.3, 0.95}}));
  canvas.text(390, 105, "ANT", {20, {255, 255, 0}, true});
  EXPECT_TRUE(circle_is_certain(through_jpeg(canvas.image(), 80), kDisc));
}

TEST(CircleCheck, TrustsACroppedMap) {
  Image map(300, 300, 3);
  const Disc disc{150, 150, 150};
  draw_map(map, disc, "rainbow", two_lesions());
  EXPECT_TRUE(circle_is_certain(map, disc));
}

TEST(CircleCheck, DoubtsACircleBesideTheRim) {
  const Image screen = through_jpeg(screen_of("rainbow", two_lesions()), 80);
  const double r = kDisc.radius;
  const Disc wrong[] = {{kDisc.centre_x, kDisc.centre_y, 1.03 * r},
                        {kDisc.centre_x, kDisc.centre_y, 0.97 * r},
                        {kDisc.centre_x, kDisc.centre_y, 1.1 * r},
                        {kDisc.centre_x + 0.03 * r, kDisc.centre_y, r},
                        {kDisc.centre_x, kDisc.centre_y - 0.05 * r, r},
                        {kDisc.centre_x, kDisc.centre_y, 0.5 * r},
                        {700, 100, 60}};
  for (const Disc& disc : wrong) {
    EXPECT_FALSE(circle_is_certain(screen, disc))
        << disc.centre_x << " " << disc.centre_y << " " << disc.radius;
  }
}

TEST(CircleCheck, DoubtsTheOuterEdgeOfARingAroundTheMap) {
  Canvas canvas(screen_of("warm_metal", two_lesions()));
  canvas.circle(kDisc.centre_x, kDisc.centre_y, kDisc.radius + 4, {255, 255, 0}, 4);
  const Image screen = through_jpeg(canvas.image(), 65);
  EXPECT_FALSE(circle_is_certain(screen, {kDisc.centre_x, kDisc.centre_y, kDisc.radius + 6}));
  EXPECT_TRUE(circle_is_certain(screen, kDisc));
}

}  // namespace
}  // namespace myolens
