#include "myolens/polarmap/deficit.h"

#include <cmath>
#include <gtest/gtest.h>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr int kSide = 128;
constexpr Disc kDisc{64, 64, 64};

FloatImage even_map(float uptake) { return FloatImage(kSide, kSide, 1, uptake); }

// Mean 0.85, standard deviation of the two maps 0.0707, floor 0.02: z = (uptake - 0.85) / 0.0907.
TEST(NormalFile, CountsDeviationsBelowNormalBeyondTwo) {
  NormalFile normal;
  normal.add(even_map(0.8F), kDisc);
  normal.add(even_map(0.9F), kDisc);
  EXPECT_EQ(normal.maps(), 2);
  EXPECT_EQ(normal.deficit(even_map(0.95F), kDisc), 0);
  EXPECT_EQ(normal.deficit(even_map(0.68F), kDisc), 0);
  EXPECT_NEAR(normal.deficit(even_map(0.50F), kDisc), 0.35 / 0.0907107 - 2, 1e-4);
  EXPECT_EQ(normal.deficit(even_map(0.0F), kDisc), 4);
}

// A defect over the lower half, deep enough for the largest value, weighs half.
TEST(NormalFile, AveragesOverTheDisc) {
  NormalFile normal;
  normal.add(even_map(0.8F), kDisc);
  normal.add(even_map(0.8F), kDisc);
  FloatImage map = even_map(0.8F);
  std::fill_n(map.pixel(0, kSide / 2), kSide * kSide / 2, 0.1F);
  EXPECT_NEAR(normal.deficit(map, kDisc), 2, 1e-12);
}

TEST(NormalFile, RefusesWhatItCannotScore) {
  NormalFile normal;
  normal.add(even_map(0.8F), kDisc);
  EXPECT_THROW(normal.deficit(even_map(0.8F), kDisc), Error);
  EXPECT_THROW(normal.add(FloatImage(kSide, kSide, 3), kDisc), Error);
  EXPECT_THROW(normal.add(even_map(0.8F), {64, 64, 20}), Error);
  EXPECT_THROW(normal.add(even_map(0.8F), {30, 64, 64}), Error);
}

// Half of the disc dark: its segments lie far below normal, the others do not move.
TEST(NormalFile, ScoresEverySegment) {
  NormalFile normal;
  normal.add(even_map(0.8F), kDisc);
  normal.add(even_map(0.9F), kDisc);
  FloatImage map = even_map(0.85F);
  std::fill_n(map.pixel(0, kSide / 2), kSide * kSide / 2, 0.5F);
  const auto segments = normal.segments(map, kDisc);
  const double z = -0.35 / 0.0907107;
  const auto at = [&](int segment) { return segments[static_cast<size_t>(segment - 1)]; };
  EXPECT_NEAR(at(1).z, 0, 1e-6);  // basal anterior
  EXPECT_NEAR(at(4).z, z, 1e-4);  // basal inferior
  EXPECT_NEAR(at(4).missing, 0.35 / 0.85, 1e-6);
  EXPECT_NEAR(at(15).z, z, 1e-4);                    // apical inferior
  EXPECT_NEAR(at(17).z, z / 2, 0.05 * std::abs(z));  // the apex, cut in half
  EXPECT_NEAR(at(13).missing, 0, 1e-6);
}

// The lower half lies 0.35 below a mean of 0.85: its cells have the deficit that the mean counts.
TEST(NormalFile, ShowsWhereTheDeficitLies) {
  NormalFile normal;
  normal.add(even_map(0.8F), kDisc);
  normal.add(even_map(0.9F), kDisc);
  FloatImage map = even_map(0.85F);
  std::fill_n(map.pixel(0, kSide / 2), kSide * kSide / 2, 0.5F);
  const FloatImage deficit = normal.deficit_map(map, kDisc);
  EXPECT_EQ(*deficit.pixel(64, 30), 0);
  EXPECT_NEAR(*deficit.pixel(64, 90), 0.35 / 0.0907107 - 2, 1e-4);
  EXPECT_EQ(*deficit.pixel(2, 126), 0);
}

TEST(NormalFile, GivesTheMeanMapOnAnyDisc) {
  NormalFile normal;
  FloatImage slope(kSide, kSide, 1);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) *slope.pixel(x, y) = static_cast<float>(x + 0.5) / kSide;
  }
  normal.add(slope, kDisc);
  normal.add(slope, kDisc);
  const FloatImage mean = normal.mean_map(300, 240, {150, 110, 100});
  EXPECT_NEAR(*mean.pixel(149, 110), (149.5 - 50) / 200, 1e-5);
  EXPECT_NEAR(*mean.pixel(200, 60), (200.5 - 50) / 200, 1e-5);
  EXPECT_NEAR(*mean.pixel(248, 110), 62.5 / 64, 1e-5);
  EXPECT_EQ(*mean.pixel(20, 20), 0);
  EXPECT_THROW(NormalFile().mean_map(10, 10, {5, 5, 5}), Error);
}

TEST(NormalFile, ComesBackFromItsNumbers) {
  NormalFile normal;
  for (const float level : {0.7F, 0.8F, 0.95F}) normal.add(even_map(level), kDisc);
  const NormalFile again = NormalFile::from(normal.numbers());
  EXPECT_EQ(again.maps(), 3);
  EXPECT_NEAR(again.deficit(even_map(0.2F), kDisc), normal.deficit(even_map(0.2F), kDisc), 1e-5);
}

TEST(NormalFile, RefusesDamagedNumbers) {
  NormalFile normal;
  for (const float level : {0.7F, 0.8F}) normal.add(even_map(level), kDisc);
  const std::vector<float> sound = normal.numbers();
  const auto with = [&](size_t index, float value) {
    std::vector<float> numbers = sound;
    numbers[index] = value;
    return numbers;
  };
  EXPECT_THROW(NormalFile::from({}), Error);
  EXPECT_THROW(NormalFile::from(std::span(sound).first(sound.size() - 1)), Error);
  EXPECT_THROW(NormalFile::from(with(0, 1)), Error);
  EXPECT_THROW(NormalFile::from(with(0, 1e9F)), Error);
  EXPECT_THROW(NormalFile::from(with(5, NAN)), Error);
  EXPECT_THROW(NormalFile::from(with(sound.size() - 1, -0.1F)), Error);
}

TEST(NormalFile, FitsADiscThatItCanScore) {
  EXPECT_TRUE(NormalFile::fits({kSide, kSide}, kDisc));
  EXPECT_FALSE(NormalFile::fits({kSide, kSide}, {64, 64, 20}));
  EXPECT_FALSE(NormalFile::fits({kSide, kSide}, {30, 64, 64}));
}

class NormalMapsTest : public testing::Test {
 protected:
  void add(int count, const NormalGroup& group) {
    for (int i = 0; i < count; ++i) maps_.add(even_map(0.8F), kDisc, group);
  }

  NormalMaps maps_;
};

TEST_F(NormalMapsTest, GiveTheFileOfASexThatHasMapsEnough) {
  add(NormalMaps::kEnoughMaps, {.sex = "F"});
  add(1, {.sex = "M"});
  add(1, {});
  EXPECT_EQ(maps_.for_group({.sex = "F"}).maps(), NormalMaps::kEnoughMaps);
  EXPECT_EQ(maps_.for_group({.sex = "M"}).maps(), NormalMaps::kEnoughMaps + 2);
  EXPECT_EQ(maps_.for_group({}).maps(), NormalMaps::kEnoughMaps + 2);
  EXPECT_EQ(maps_.files().size(), 2u);
  const NormalMaps again = NormalMaps::from(maps_.files());
  EXPECT_EQ(again.for_group({.sex = "F"}).maps(), NormalMaps::kEnoughMaps);
  EXPECT_EQ(NormalMaps::from({}).for_group({.sex = "F"}).maps(), 0);
}

// A view weighs more than a sex: correction of attenuation changes more.
TEST_F(NormalMapsTest, PreferTheSameViewAndStateToTheSameSex) {
  add(NormalMaps::kEnoughMaps, {"AC", "stress", "F"});
  add(2, {"AC", "stress", "M"});
  add(NormalMaps::kEnoughMaps, {"NAC", "stress", "M"});
  EXPECT_EQ(maps_.nearest({"AC", "stress", "F"}), (NormalGroup{"AC", "stress", "F"}));
  EXPECT_EQ(maps_.for_group({"AC", "stress", "F"}).maps(), NormalMaps::kEnoughMaps);
  EXPECT_EQ(maps_.nearest({"AC", "stress", "M"}), (NormalGroup{"AC", "stress", ""}));
  EXPECT_EQ(maps_.for_group({"AC", "stress", "M"}).maps(), NormalMaps::kEnoughMaps + 2);
  EXPECT_EQ(maps_.nearest({"AC", "rest", "F"}), (NormalGroup{"", "", "F"}));
  EXPECT_EQ(maps_.nearest({"AC", "rest", "unknown"}), NormalGroup{});
  EXPECT_EQ(maps_.for_group({}).maps(), 2 * NormalMaps::kEnoughMaps + 2);
  EXPECT_EQ(NormalMaps::from(maps_.files()).nearest({"NAC", "stress", "M"}),
            (NormalGroup{"NAC", "stress", "M"}));
}

TEST(NormalGroups, AreNamedByWhatIsKnown) {
  EXPECT_EQ(normal_group_text({"AC", "stress", "F"}), "AC stress F");
  EXPECT_EQ(normal_group_text({.sex = "M"}), "M");
  EXPECT_EQ(normal_group_text({}), "all");
}

}  // namespace
}  // namespace myolens
