#include "myolens/polarmap/normal_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/imaging/colour_scale.h"
#include "tests/unit/polarmap/synthetic_map.h"

namespace myolens {
namespace {

using testing::ElementsAreArray;

constexpr int kSide = 128;
constexpr Disc kDisc{64, 64, 64};

NormalFile two_maps(float left, float right) {
  NormalFile normal;
  FloatImage map(kSide, kSide, 1, left);
  for (int y = 0; y < kSide; ++y) std::fill(map.pixel(64, y), map.pixel(0, y) + kSide, right);
  normal.add(map, kDisc);
  normal.add(map, kDisc);
  return normal;
}

PreparedMap map_in(std::string_view scale) {
  PreparedMap map;
  map.image = Image(kSide, kSide, 3);
  map.disc = kDisc;
  test::draw_map(map.image, kDisc, scale, {});
  return map;
}

TEST(NormalPicture, ShowsTheMeanInTheMapsColours) {
  for (const std::string_view scale : {"rainbow", "hot_iron", "cool"}) {
    const Picture picture = normal_picture(map_in(scale), two_maps(0.4F, 0.8F));
    const auto at = [&](int x, int y) {
      return std::vector<uint8_t>(picture.shown.pixel(x, y), picture.shown.pixel(x, y) + 3);
    };
    EXPECT_THAT(at(30, 64), ElementsAreArray(colour_for(find_colour_scale(scale), 0.4)));
    EXPECT_THAT(at(100, 64), ElementsAreArray(colour_for(find_colour_scale(scale), 0.8)));
    EXPECT_THAT(at(127, 64), ElementsAreArray(colour_for(find_colour_scale(scale), 0.8)));
    EXPECT_THAT(at(1, 1), ElementsAreArray({0, 0, 0}));
    EXPECT_FALSE(picture.deep);
  }
}

TEST(NormalPicture, IsUptakeWhereTheMapIs) {
  PreparedMap map = map_in("grey");
  map.deep.emplace(kSide, kSide, 1);
  map.colour_scale = "rainbow";
  const Picture picture = normal_picture(map, two_maps(0.4F, 0.8F));
  EXPECT_NEAR(*picture.deep->pixel(100, 64), 0.8 * 65535, 1);
  EXPECT_NEAR(*picture.shown.pixel(100, 64), 0.8 * 255, 1);
}

}  // namespace
}  // namespace myolens
