#include "myolens/explain/occlusion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::_;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

Picture even_picture(int width, int height, uint8_t grey) {
  Picture picture;
  picture.shown = Image(width, height, 3, grey);
  return picture;
}

double brightness(const Picture& picture) {
  return std::accumulate(picture.shown.samples.begin(), picture.shown.samples.end(), 0.0);
}

std::vector<double> brightnesses(std::span<const Picture> pictures) {
  std::vector<double> values;
  for (const Picture& picture : pictures) values.push_back(brightness(picture));
  return values;
}

// Brightness as evidence: replacing a cell by the replacement's grey loses what the cell has above
// it.
TEST(OcclusionMap, IsTheEvidenceThatEachCellCarries) {
  Picture picture = even_picture(6, 4, 10);
  picture.shown.pixel(5, 0)[1] = 60;
  const FloatImage map = occlusion_map(picture, even_picture(6, 4, 8), {3, 2}, brightnesses);
  EXPECT_EQ(map.width, 3);
  EXPECT_EQ(map.height, 2);
  constexpr float kEven = 2 * 12;  // 2 grey levels over 2 x 2 pixels of three channels
  EXPECT_THAT(map.samples, ElementsAre(kEven, kEven, kEven + 50, kEven, kEven, kEven));
}

TEST(OcclusionMap, IsNegativeWhereACellSpeaksAgainst) {
  const FloatImage map =
      occlusion_map(even_picture(4, 4, 10), even_picture(4, 4, 11), {2, 2}, brightnesses);
  EXPECT_THAT(map.samples, Each(-12));
}

TEST(OcclusionMap, AsksInBatches) {
  std::vector<size_t> sizes;
  const auto counted = [&](std::span<const Picture> pictures) {
    sizes.push_back(pictures.size());
    return brightnesses(pictures);
  };
  const Picture picture = even_picture(7, 7, 10);
  occlusion_map(picture, even_picture(7, 7, 0), {7, 7}, counted, 20);
  EXPECT_THAT(sizes, ElementsAre(1, 20, 20, 9));
}

// Whatever the sizes, every pixel belongs to one cell, and a bright pixel shows in the cell that
// holds its centre.
TEST(OcclusionMap, FindsAPixelWithOddAndEvenSizes) {
  for (const int pixels : {7, 8, 13, 20}) {
    for (const int cells : {1, 2, 3, 7}) {
      for (int place = 0; place < pixels; ++place) {
        Picture picture = even_picture(pixels, pixels, 10);
        picture.shown.pixel(place, pixels - 1 - place)[0] = 11;
        const FloatImage map =
            occlusion_map(picture, even_picture(pixels, pixels, 10), {cells, cells}, brightnesses);
        const int column = static_cast<int>((place + 0.5) * cells / pixels);
        const int row = static_cast<int>((pixels - 1 - place + 0.5) * cells / pixels);
        EXPECT_EQ(*map.pixel(column, row), 1) << pixels << " " << cells << " " << place;
        EXPECT_EQ(std::accumulate(map.samples.begin(), map.samples.end(), 0.0f), 1);
      }
    }
  }
}

TEST(OcclusionMap, RefusesEvidenceThatIsNoNumberOrMissing) {
  const Picture picture = even_picture(4, 4, 10);
  EXPECT_THAT(
      [&] {
        occlusion_map(picture, picture, {2, 2}, [](auto pictures) {
          return std::vector<double>(pictures.size(), std::numeric_limits<double>::quiet_NaN());
        });
      },
      FailsWith(ErrorCode::kBadData, _));
  EXPECT_THAT(
      [&] {
        occlusion_map(picture, picture, {2, 2}, [](auto) { return std::vector<double>{1, 2, 3}; });
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("3 values")));
}

TEST(WithCellsReplaced, ReplacesTheFullDepthToo) {
  Picture picture = even_picture(2, 1, 100);
  picture.deep = Image16(2, 1, 1, 25700);
  Picture replacement = even_picture(2, 1, 50);
  replacement.deep = Image16(2, 1, 1, 12850);
  const Picture result = with_cells_replaced(picture, replacement, {2, 1}, {false, true});
  EXPECT_THAT(result.shown.samples, ElementsAre(100, 100, 100, 50, 50, 50));
  EXPECT_THAT(result.deep->samples, ElementsAre(25700, 12850));
}

TEST(WithCellsReplaced, RefusesWhatDoesNotFit) {
  const Picture picture = even_picture(4, 4, 10);
  Picture deep = picture;
  deep.deep = Image16(4, 4, 1);
  const std::vector<bool> all(4, true);
  EXPECT_THAT(
      [&] {
        with_cells_replaced(picture, even_picture(4, 5, 1), {2, 2}, all);
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("4 x 5")));
  EXPECT_THAT(
      [&] {
        with_cells_replaced(deep, picture, {2, 2}, all);
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("depth")));
  EXPECT_THAT(
      [&] {
        with_cells_replaced(picture, picture, {2, 1}, all);
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("4 flags given for 2 cells")));
  for (const CellGrid& grid : {CellGrid{0, 2}, CellGrid{2, -1}, CellGrid{5, 2}}) {
    EXPECT_THAT([&] { with_cells_replaced(picture, picture, grid, all); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("cells")));
  }
}

TEST(BlackReplacement, IsBlackInBothDepths) {
  Picture picture = even_picture(3, 2, 10);
  picture.deep = Image16(3, 2, 1, 99);
  const Picture black = black_replacement(picture);
  EXPECT_EQ(black.shown, Image(3, 2, 3));
  EXPECT_EQ(*black.deep, Image16(3, 2, 1));
  EXPECT_FALSE(black_replacement(even_picture(3, 2, 10)).deep);
}

TEST(GridOfSquares, TakesTheNearestNumberOfSquares) {
  const CellGrid grid = grid_of_squares(Image(100, 47, 3), 16);
  EXPECT_EQ(grid.columns, 6);
  EXPECT_EQ(grid.rows, 3);
  EXPECT_EQ(grid_of_squares(Image(10, 10, 3), 64).cells(), 1);
  EXPECT_THAT([] { grid_of_squares(Image(10, 10, 3), 0); },
              FailsWith(ErrorCode::kInvalidArgument, _));
  EXPECT_THAT([] { grid_of_squares(Image(), 4); }, FailsWith(ErrorCode::kInvalidArgument, _));
}

}  // namespace
}  // namespace myolens
