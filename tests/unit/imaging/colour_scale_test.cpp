#include "myolens/imaging/colour_scale.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utility>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {
namespace {

using testing::ElementsAre;

TEST(ColourScale, KnowsTheScalesOfNuclearMedicineDisplays) {
  std::vector<std::string_view> names;
  for (const ColourScale& scale : colour_scales()) names.push_back(scale.name);
  EXPECT_THAT(names,
              ElementsAre("grey", "inverted_grey", "hot_iron", "rainbow", "cool", "warm_metal",
                          "ge_colour", "french", "viridis", "inferno", "magma", "cividis"));
}

TEST(ColourScale, GreyIsTheUptakeItself) {
  for (size_t i = 0; i < 256; ++i) {
    const auto level = static_cast<uint8_t>(i);
    const auto opposite = static_cast<uint8_t>(255 - i);
    EXPECT_THAT(find_colour_scale("grey").colours[i], ElementsAre(level, level, level));
    EXPECT_THAT(find_colour_scale("inverted_grey").colours[i],
                ElementsAre(opposite, opposite, opposite));
  }
}

TEST(ColourScale, NoUptakeIsBlackOnTheScalesOfNuclearMedicineButTheInvertedOne) {
  for (const ColourScale& scale : colour_scales().first(8)) {
    const uint8_t end = scale.name == "inverted_grey" ? 255 : 0;
    EXPECT_THAT(scale.colours[0], ElementsAre(end, end, end)) << scale.name;
  }
}

// So that uptake can be read back from colours: the further apart on the scale, the further apart
// the colours, by no less than 0.75 grey levels an entry. Rounding two colours to whole levels
// takes up to the square root of 3 from their distance.
TEST(ColourScale, NeverComesNearItself) {
  for (const ColourScale& scale : colour_scales()) {
    for (size_t i = 0; i < 256; ++i) {
      for (size_t j = i + 1; j < 256; ++j) {
        double square = 0;
        for (size_t c = 0; c < 3; ++c) {
          square += std::pow(scale.colours[i][c] - scale.colours[j][c], 2);
        }
        ASSERT_GE(std::sqrt(square), 0.75 * static_cast<double>(j - i) - std::sqrt(3.0))
            << scale.name << " " << i << " " << j;
      }
    }
  }
}

// Entry 77 of matplotlib 3.10's tables, no control point of ours.
TEST(ColourScale, PerceptualScalesAreWithinThreeLevelsOfMatplotlib) {
  const std::vector<std::pair<std::string_view, Rgb>> expected{{"viridis", {52, 96, 141}},
                                                               {"inferno", {108, 24, 110}},
                                                               {"magma", {101, 26, 128}},
                                                               {"cividis", {80, 87, 108}}};
  for (const auto& [name, colour] : expected) {
    for (size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(find_colour_scale(name).colours[77][c], colour[c], 3) << name;
    }
  }
}

TEST(ColourScale, ClampsUptakeToItsEnds) {
  const ColourScale& scale = find_colour_scale("rainbow");
  EXPECT_EQ(colour_for(scale, -0.5), scale.colours[0]);
  EXPECT_EQ(colour_for(scale, 1.5), scale.colours[255]);
  EXPECT_EQ(colour_for(scale, 0.5), scale.colours[128]);
}

TEST(ColourScale, NamesTheNearestToAnUnknownName) {
  try {
    find_colour_scale("hot_irn");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
    EXPECT_THAT(error.what(), testing::HasSubstr("\"hot_iron\""));
  }
}

}  // namespace
}  // namespace myolens
