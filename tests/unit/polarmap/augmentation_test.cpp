#include "myolens/polarmap/augmentation.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "myolens/imaging/colour_scale.h"
#include "myolens/polarmap/aha.h"
#include "myolens/polarmap/disc_rows.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/polarmap/synthetic_map.h"

namespace myolens {
namespace {

constexpr int kSide = 80;
constexpr Disc kDisc{kSide / 2.0, kSide / 2.0, kSide / 2.0};
constexpr uint64_t kSeed = 1;

template <typename Action>
void inside(const Action& action) {
  for (int y = 0; y < kSide; ++y) {
    const RowSpan span = row_span(kDisc, kDisc.radius, y, kSide);
    for (int x = span.first; x < span.end; ++x) action(x, y);
  }
}

// Relative uptake as `prepare` writes it; `uptake_at` is asked for each pixel of the disc.
template <typename UptakeAt>
PreparedMap uptake_map_of(const UptakeAt& uptake_at) {
  PreparedMap map;
  map.disc = kDisc;
  map.colour_scale = "hot_iron";
  map.deep.emplace(kSide, kSide, 1);
  inside([&](int x, int y) {
    *map.deep->pixel(x, y) = static_cast<uint16_t>(std::lround(65535 * uptake_at(x, y)));
  });
  map.image = to_8_bit_rgb(*map.deep);
  return map;
}

PreparedMap colour_map(std::string_view scale, const std::vector<test::Lesion>& lesions) {
  PreparedMap map;
  map.image = Image(kSide, kSide, 3);
  map.disc = kDisc;
  test::draw_map(map.image, kDisc, scale, lesions);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      if (disc_position(kDisc, x + 0.5, y + 0.5).r > 1) std::fill_n(map.image.pixel(x, y), 3, 0);
    }
  }
  return map;
}

// A smooth hot spot around a place, relative to the centre: x to the right, y down.
PreparedMap hot_spot(double right, double down) {
  return uptake_map_of([&](int x, int y) {
    const double distance =
        std::hypot(x + 0.5 - kDisc.centre_x - right, y + 0.5 - kDisc.centre_y - down);
    return std::exp(-distance * distance / 18);
  });
}

struct Place {
  double right = 0;
  double down = 0;
};

// Of the spot, noise around it left out.
Place centre_of_spot(const PreparedMap& map) {
  Place sum;
  double weight = 0;
  inside([&](int x, int y) {
    const double uptake = std::max(*map.deep->pixel(x, y) / 65535.0 - 0.2, 0.0);
    sum.right += uptake * (x + 0.5 - kDisc.centre_x);
    sum.down += uptake * (y + 0.5 - kDisc.centre_y);
    weight += uptake;
  });
  return {sum.right / weight, sum.down / weight};
}

Augmentation some_move() {
  Augmentation move;
  move.rotation_degrees = 8;
  move.shift_right = 0.03;
  move.shift_down = -0.02;
  move.scale = 0.96;
  return move;
}

TEST(AugmentationTest, ChangesNothingByDefault) {
  PreparedMap map = colour_map("rainbow", test::two_lesions());
  map.flags = {"text removed"};
  for (size_t i = 0; i < 50; ++i) map.image.pixel(30, 30)[i] ^= 0x55;  // colours off the scale
  const PreparedMap same = augmented(map, {}, kSeed);
  EXPECT_EQ(same.image, map.image);
  EXPECT_FALSE(same.deep);
  EXPECT_EQ(same.flags, map.flags);
  EXPECT_EQ(same.disc.radius, map.disc.radius);

  const PreparedMap uptake = hot_spot(10, 5);
  const PreparedMap same_uptake = augmented(uptake, {}, kSeed);
  EXPECT_EQ(same_uptake.deep, uptake.deep);
  EXPECT_EQ(same_uptake.image, uptake.image);
  EXPECT_EQ(same_uptake.colour_scale, uptake.colour_scale);
}

TEST(AugmentationTest, KeepsColoursOf16Bits) {
  PreparedMap map = colour_map("hot_iron", {});
  map.deep.emplace(kSide, kSide, 3);
  for (size_t i = 0; i < map.deep->samples.size(); ++i) {
    const int level = map.image.samples[i];
    map.deep->samples[i] = static_cast<uint16_t>(257 * level + (level > 0 && level < 255 ? 99 : 0));
  }
  map.image = to_8_bit_rgb(*map.deep);
  EXPECT_EQ(augmented(map, {}, kSeed).deep, map.deep);
  Augmentation darker;
  darker.window = 1.05;
  EXPECT_NE(augmented(map, darker, kSeed).deep, map.deep);
}

TEST(AugmentationTest, MovesOnePixelWhereAQuarterTurnOrAWholeShiftPutsIt) {
  const PreparedMap map = uptake_map_of([](int x, int y) { return x == 60 && y == 40 ? 1 : 0; });
  Augmentation turn;
  turn.rotation_degrees = 90;  // counter-clockwise: from the right to the top
  EXPECT_NEAR(*augmented(map, turn, kSeed).deep->pixel(40, 19), 65535, 1);
  Augmentation shift;
  shift.shift_right = 2.0 / kSide;
  shift.shift_down = 5.0 / kSide;
  EXPECT_NEAR(*augmented(map, shift, kSeed).deep->pixel(62, 45), 65535, 1);
}

TEST(AugmentationTest, MovesAHotSpotByTheClosedFormula) {
  const Place before{14, -9};
  const Augmentation move = some_move();
  const double angle = move.rotation_degrees * std::numbers::pi / 180;
  const Place expected{
      move.scale * (std::cos(angle) * before.right + std::sin(angle) * before.down) +
          move.shift_right * kSide,
      move.scale * (-std::sin(angle) * before.right + std::cos(angle) * before.down) +
          move.shift_down * kSide};
  const Place found = centre_of_spot(augmented(hot_spot(before.right, before.down), move, kSeed));
  EXPECT_NEAR(found.right, expected.right, 0.01);
  EXPECT_NEAR(found.down, expected.down, 0.01);
}

TEST(AugmentationTest, TurnsAnglesOfTheSegmentsByItsAngle) {
  const PreparedMap map = hot_spot(-24, 0);  // septum, 180 degrees
  Augmentation turn;
  turn.rotation_degrees = 10;
  const Place place = centre_of_spot(augmented(map, turn, kSeed));
  const DiscPosition position =
      disc_position(kDisc, kDisc.centre_x + place.right, kDisc.centre_y + place.down);
  EXPECT_NEAR(position.theta, 190, 0.1);
  EXPECT_NEAR(position.r, 0.6, 0.001);
}

TEST(AugmentationTest, KeepsASeptalSpotSeptalInEveryDraw) {
  const PreparedMap map = hot_spot(-24, 0);
  RandomStream random(7, "augmentation test");
  for (int i = 0; i < 200; ++i) {
    const Augmentation drawn = draw_augmentation({}, random);
    const Place place = centre_of_spot(augmented(map, drawn, kSeed));
    const DiscPosition position =
        disc_position(kDisc, kDisc.centre_x + place.right, kDisc.centre_y + place.down);
    // 0.6 of the radius moved by up to 0.06: asin(0.06 / (0.96 * 0.6)) = 6 degrees more.
    EXPECT_NEAR(position.theta, 180, 17);
    EXPECT_NEAR(position.r, 0.6, 0.6 * 0.04 + 0.06 + 0.01);
  }
}

TEST(AugmentationTest, LeavesNoDefectAtTheRimAndNothingOutside) {
  const PreparedMap grey = colour_map("grey", {});  // its rim is mixed with black
  PreparedMap map = uptake_map_of([&](int x, int y) {
    const bool rim = disc_position(kDisc, x + 0.5, y + 0.5).r > 1 - 1 / kDisc.radius;
    return rim ? 0.4 : 0.8;
  });
  for (const double direction : {0.0, 1.0, 2.0, 3.0, 4.0, 5.0}) {
    Augmentation move;
    move.scale = 0.96;
    move.shift_right = 0.03 * std::cos(direction);
    move.shift_down = 0.03 * std::sin(direction);
    const PreparedMap variant = augmented(map, move, kSeed);
    double smallest = 1;
    inside(
        [&](int x, int y) { smallest = std::min(smallest, *variant.deep->pixel(x, y) / 65535.0); });
    EXPECT_NEAR(smallest, 0.8, 1e-4);
    Augmentation noisy = move;
    noisy.noise_deviation = 0.1;
    const PreparedMap colours = augmented(grey, noisy, kSeed);
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) {
        if (disc_position(kDisc, x + 0.5, y + 0.5).r <= 1) continue;
        ASSERT_EQ(*variant.deep->pixel(x, y), 0);
        ASSERT_EQ(*colours.image.pixel(x, y), 0);
      }
    }
  }
}

struct DisplayCase {
  double window;
  double gamma;
};

TEST(AugmentationTest, ChangesWindowAndGammaOfTheUptakeByTheirFormula) {
  const auto ramp = [](int x, int) { return (x + 0.5) / kSide; };
  PreparedMap relative = uptake_map_of(ramp);
  PreparedMap inverted = uptake_map_of([&](int x, int y) { return 0.4 * ramp(x, y); });
  inverted.colour_scale.clear();  // grey of full depth, dark for most of the heart: inverted
  for (const DisplayCase& row :
       std::vector<DisplayCase>{{0.95, 1}, {1.05, 1}, {1, 0.9}, {1.05, 1.1}}) {
    Augmentation display;
    display.window = row.window;
    display.gamma = row.gamma;
    const auto changed = [&](double uptake) {
      return std::pow(std::min(uptake / row.window, 1.0), row.gamma);
    };
    const PreparedMap variant = augmented(relative, display, kSeed);
    const PreparedMap inverted_variant = augmented(inverted, display, kSeed);
    EXPECT_EQ(variant.image, to_8_bit_rgb(*variant.deep));
    inside([&](int x, int y) {
      const double uptake = *relative.deep->pixel(x, y) / 65535.0;
      ASSERT_NEAR(*variant.deep->pixel(x, y), 65535 * changed(uptake), 1);
      const double inverse = 1 - *inverted.deep->pixel(x, y) / 65535.0;
      ASSERT_NEAR(*inverted_variant.deep->pixel(x, y), 65535 * (1 - changed(inverse)), 1);
    });
  }
}

TEST(AugmentationTest, ShowsChangedUptakeInTheMapsOwnColours) {
  Augmentation darker;
  darker.window = 1.05;
  darker.gamma = 1.1;
  for (const std::string name : {"rainbow", "hot_iron", "grey", "viridis"}) {
    const ColourScale& scale = find_colour_scale(name);
    PreparedMap map;
    map.image = Image(kSide, kSide, 3);
    map.disc = kDisc;
    const auto entry_at = [](int x) { return 40.0 + x * 210.0 / kSide; };
    inside([&](int x, int y) {
      std::ranges::copy(colour_for(scale, entry_at(x) / 255), map.image.pixel(x, y));
    });
    ASSERT_TRUE(has_known_uptake(map)) << name;
    const PreparedMap variant = augmented(map, darker, kSeed);
    inside([&](int x, int y) {
      const double shown = std::round(entry_at(x)) / 255;  // colours are those of whole entries
      const Rgb expected = colour_for(scale, std::pow(shown / 1.05, 1.1));
      for (size_t c = 0; c < 3; ++c) {
        // Half an entry, of at most 7 grey levels a channel, and the reading at the scale's bends.
        ASSERT_NEAR(variant.image.pixel(x, y)[c], expected[c], 5) << name << " at column " << x;
      }
    });
  }
}

TEST(AugmentationTest, OnlyMovesMapsOfAnUnknownScale) {
  PreparedMap map;
  map.image = Image(kSide, kSide, 3);
  map.disc = kDisc;
  inside([&](int x, int y) {
    std::ranges::copy(x < 20 ? Rgb{255, 0, 255} : Rgb{0, 255, 160}, map.image.pixel(x, y));
  });
  ASSERT_FALSE(has_known_uptake(map));
  Augmentation display;
  display.window = 1.05;
  display.gamma = 0.9;
  display.noise_deviation = 0.02;
  EXPECT_EQ(augmented(map, display, kSeed).image, map.image);
  Augmentation shift;
  shift.shift_right = 2.0 / kSide;
  const PreparedMap moved = augmented(map, shift, kSeed);
  EXPECT_EQ(moved.image.pixel(21, 40)[0], 255);
  EXPECT_EQ(moved.image.pixel(22, 40)[0], 0);
}

TEST(AugmentationTest, AddsNoiseOfItsDeviationAndMeanZero) {
  const PreparedMap map = uptake_map_of([](int, int) { return 0.5; });
  Augmentation noisy;
  noisy.noise_deviation = 0.02;
  const PreparedMap variant = augmented(map, noisy, kSeed);
  double sum = 0;
  double squares = 0;
  double count = 0;
  inside([&](int x, int y) {
    const double change = (*variant.deep->pixel(x, y) - *map.deep->pixel(x, y)) / 65535.0;
    sum += change;
    squares += change * change;
    ++count;
  });
  EXPECT_NEAR(sum / count, 0, 1e-5);  // a step of 16 bits is 1.5e-5
  EXPECT_NEAR(std::sqrt(squares / count), 0.02, 1e-5);
  EXPECT_EQ(augmented(map, noisy, kSeed).deep, variant.deep);
  EXPECT_NE(augmented(map, noisy, kSeed + 1).deep, variant.deep);
}

TEST(AugmentationTest, DrawsEvenlyWithinTheLimits) {
  RandomStream random(3, "augmentation test");
  const AugmentationLimits limits;
  double largest_rotation = 0;
  double largest_shift = 0;
  double mean_scale = 0;
  constexpr int kDraws = 2000;
  for (int i = 0; i < kDraws; ++i) {
    const Augmentation drawn = draw_augmentation(limits, random);
    largest_rotation = std::max(largest_rotation, std::abs(drawn.rotation_degrees));
    largest_shift = std::max(largest_shift, std::hypot(drawn.shift_right, drawn.shift_down));
    mean_scale += drawn.scale / kDraws;
    ASSERT_LE(std::abs(drawn.scale - 1), 0.04);
    ASSERT_LE(std::abs(drawn.window - 1), 0.05);
    ASSERT_LE(std::abs(drawn.gamma - 1), 0.1);
    ASSERT_EQ(drawn.noise_deviation, 0.02);
  }
  EXPECT_LE(largest_rotation, 10);
  EXPECT_GT(largest_rotation, 9.9);
  EXPECT_LE(largest_shift, 0.03);
  EXPECT_GT(largest_shift, 0.0295);
  EXPECT_NEAR(mean_scale, 1, 4 * 0.04 / std::sqrt(3.0 * kDraws));  // four standard errors
}

TEST(AugmentationTest, LimitsOfZeroDrawTheMapItself) {
  RandomStream random(3, "augmentation test");
  const AugmentationLimits none{0, 0, 0, 0, 0, 0, 0.1};
  const PreparedMap map = hot_spot(5, 5);
  EXPECT_EQ(augmented(map, draw_augmentation(none, random), kSeed).deep, map.deep);
}

TEST(AugmentationTest, RefusesImpossibleSettings) {
  EXPECT_NO_THROW(validate(AugmentationLimits{}));
  AugmentationLimits limits;
  limits.rotation_degrees = 46;
  EXPECT_THAT([&] { validate(limits); },
              FailsWith(ErrorCode::kInvalidArgument,
                        testing::HasSubstr("rotation_degrees from 0 to 45, got 46")));
  limits = {};
  limits.shift = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT([&] { validate(limits); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("shift")));
  const PreparedMap map = hot_spot(0, 0);
  Augmentation nothing_left;
  nothing_left.scale = 0;
  EXPECT_THAT([&] { augmented(map, nothing_left, kSeed); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("above 0")));
}

}  // namespace
}  // namespace myolens
