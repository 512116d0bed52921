#include "myolens/explain/perturbation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <set>

#include "myolens/base/error.h"

namespace myolens {
namespace {

using testing::ElementsAre;

FloatImage map_of(std::vector<float> cells, int width) {
  FloatImage map(width, static_cast<int>(cells.size()) / width, 1);
  map.samples = std::move(cells);
  return map;
}

Picture even_picture(uint8_t grey) {
  Picture picture;
  picture.shown = Image(4, 2, 3, grey);
  return picture;
}

// The left quarter carries all of the score.
std::vector<double> left_quarter(std::span<const Picture> pictures) {
  std::vector<double> scores;
  for (const Picture& picture : pictures) scores.push_back(picture.shown.pixel(0, 0)[0] / 100.0);
  return scores;
}

TEST(StrongestFirst, OrdersCellsAndPutsNoNumbersLast) {
  RandomStream ties(1, "ties");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(strongest_first(map_of({0.1F, nan, 7, -3}, 2), ties), ElementsAre(2, 0, 3, 1));
}

TEST(StrongestFirst, DrawsTheOrderOfEqualCells) {
  std::set<std::vector<size_t>> orders;
  RandomStream ties(1, "ties");
  for (int i = 0; i < 60; ++i) orders.insert(strongest_first(map_of({0, 0, 0}, 3), ties));
  EXPECT_EQ(orders.size(), 6);
}

// A map that knows the place: the score falls at the first step and rises at the first step.
TEST(DeletionCurve, FallsAtOnceForAMapThatKnows) {
  const CellOrder knowing{{4, 1}, {0, 1, 2, 3}};
  EXPECT_THAT(deletion_curve(even_picture(100), even_picture(0), knowing, left_quarter, 4),
              ElementsAre(1, 0, 0, 0, 0));
  EXPECT_THAT(deletion_curve(even_picture(0), even_picture(100), knowing, left_quarter, 4),
              ElementsAre(0, 1, 1, 1, 1));
}

TEST(DeletionCurve, FallsLastForAMapThatErrs) {
  const CellOrder wrong{{4, 1}, {3, 2, 1, 0}};
  EXPECT_THAT(deletion_curve(even_picture(100), even_picture(50), wrong, left_quarter, 2),
              ElementsAre(1, 1, 0.5));
}

TEST(DeletionCurve, RefusesOrdersThatAreNone) {
  const Picture picture = even_picture(1);
  for (const std::vector<size_t>& cells :
       {std::vector<size_t>{0, 1, 2}, {0, 1, 2, 2}, {1, 2, 3, 4}})
    EXPECT_THROW(deletion_curve(picture, picture, {{4, 1}, cells}, left_quarter, 2), Error);
  EXPECT_THROW(deletion_curve(picture, picture, {{4, 1}, {0, 1, 2, 3}}, left_quarter, 5), Error);
}

TEST(AreaUnder, IsTheTrapezoidRule) {
  EXPECT_DOUBLE_EQ(area_under(std::vector{1.0, 0.0, 0.0, 0.0, 0.0}), 0.125);
  EXPECT_DOUBLE_EQ(area_under(std::vector{0.0, 0.5, 1.0}), 0.5);
  EXPECT_DOUBLE_EQ(area_under(std::vector{0.4, 0.4}), 0.4);
  EXPECT_THROW(area_under(std::vector{1.0}), Error);
}

}  // namespace
}  // namespace myolens
