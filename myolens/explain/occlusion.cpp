#include "myolens/explain/occlusion.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

template <typename Sample>
bool same_shape(const BasicImage<Sample>& a, const BasicImage<Sample>& b) {
  return a.width == b.width && a.height == b.height && a.channels == b.channels;
}

void check_replacement(const Picture& picture, const Picture& replacement) {
  bool fits = same_shape(picture.shown, replacement.shown) &&
              picture.deep.has_value() == replacement.deep.has_value();
  if (fits && picture.deep) fits = same_shape(*picture.deep, *replacement.deep);
  if (fits) return;
  throw Error(ErrorCode::kInvalidArgument,
              "the replacement, " + std::to_string(replacement.shown.width) + " x " +
                  std::to_string(replacement.shown.height) +
                  " pixels, has another size or depth than the picture, " +
                  std::to_string(picture.shown.width) + " x " +
                  std::to_string(picture.shown.height));
}

void check_grid(const Picture& picture, const CellGrid& grid) {
  if (grid.columns >= 1 && grid.rows >= 1 && grid.columns <= picture.shown.width &&
      grid.rows <= picture.shown.height) {
    return;
  }
  throw Error(ErrorCode::kInvalidArgument,
              "a grid of " + std::to_string(grid.columns) + " x " + std::to_string(grid.rows) +
                  " cells does not divide " + std::to_string(picture.shown.width) + " x " +
                  std::to_string(picture.shown.height) + " pixels");
}

// The cell that holds the centre of pixel `position` of `pixels`.
size_t cell_of(int position, int pixels, int cells) {
  return static_cast<size_t>((2 * int64_t{position} + 1) * cells / (2 * int64_t{pixels}));
}

template <typename Sample>
void replace_cells(BasicImage<Sample>& image, const BasicImage<Sample>& replacement,
                   const CellGrid& grid, const std::vector<bool>& replaced) {
  for (int y = 0; y < image.height; ++y) {
    const size_t row = cell_of(y, image.height, grid.rows);
    for (int x = 0; x < image.width; ++x) {
      const size_t column = cell_of(x, image.width, grid.columns);
      if (!replaced[row * static_cast<size_t>(grid.columns) + column]) continue;
      std::copy_n(replacement.pixel(x, y), image.channels, image.pixel(x, y));
    }
  }
}

}  // namespace

std::vector<double> checked_evidence(const EvidenceOfPictures& evidence_of,
                                     std::span<const Picture> pictures) {
  std::vector<double> evidence = evidence_of(pictures);
  if (evidence.size() != pictures.size()) {
    throw Error(ErrorCode::kInvalidArgument, std::to_string(evidence.size()) +
                                                 " values of evidence came back for " +
                                                 std::to_string(pictures.size()) + " pictures");
  }
  if (!std::ranges::all_of(evidence, [](double value) { return std::isfinite(value); }))
    throw Error(ErrorCode::kBadData, "the evidence of a partly replaced picture is no number");
  return evidence;
}

CellGrid grid_of_squares(const Image& picture, int side_pixels) {
  if (side_pixels < 1 || picture.samples.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "squares of " + std::to_string(side_pixels) +
                                                 " pixels do not divide a picture of " +
                                                 std::to_string(picture.width) + " x " +
                                                 std::to_string(picture.height));
  }
  const auto squares = [&](int pixels) {
    return std::max(1, static_cast<int>(std::lround(static_cast<double>(pixels) / side_pixels)));
  };
  return {squares(picture.width), squares(picture.height)};
}

Picture black_replacement(const Picture& picture) {
  Picture black;
  black.shown = Image(picture.shown.width, picture.shown.height, picture.shown.channels);
  if (picture.deep)
    black.deep = Image16(picture.deep->width, picture.deep->height, picture.deep->channels);
  return black;
}

Picture with_cells_replaced(const Picture& picture, const Picture& replacement,
                            const CellGrid& grid, const std::vector<bool>& replaced) {
  check_replacement(picture, replacement);
  check_grid(picture, grid);
  if (replaced.size() != grid.cells()) {
    throw Error(ErrorCode::kInvalidArgument, std::to_string(replaced.size()) + " flags given for " +
                                                 std::to_string(grid.cells()) + " cells");
  }
  Picture result = picture;
  replace_cells(result.shown, replacement.shown, grid, replaced);
  if (result.deep) replace_cells(*result.deep, *replacement.deep, grid, replaced);
  return result;
}

void for_each_occlusion(const Picture& picture, const Picture& replacement, const CellGrid& grid,
                        size_t batch, const std::function<void(std::span<const Picture>)>& take) {
  const size_t step = std::max<size_t>(batch, 1);
  for (size_t first = 0; first < grid.cells(); first += step) {
    std::vector<Picture> pictures;
    for (size_t cell = first; cell < std::min(first + step, grid.cells()); ++cell) {
      std::vector<bool> replaced(grid.cells(), false);
      replaced[cell] = true;
      pictures.push_back(with_cells_replaced(picture, replacement, grid, replaced));
    }
    take(pictures);
  }
}

FloatImage occlusion_map(const Picture& picture, const Picture& replacement, const CellGrid& grid,
                         const EvidenceOfPictures& evidence_of, size_t batch) {
  check_replacement(picture, replacement);
  check_grid(picture, grid);
  const double whole = checked_evidence(evidence_of, {&picture, 1})[0];
  FloatImage map(grid.columns, grid.rows, 1);
  size_t cell = 0;
  for_each_occlusion(picture, replacement, grid, batch, [&](std::span<const Picture> pictures) {
    for (const double evidence : checked_evidence(evidence_of, pictures))
      map.samples[cell++] = static_cast<float>(whole - evidence);
  });
  return map;
}

}  // namespace myolens
