// The coarse shape of a smooth picture with holes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "myolens/imaging/image.h"

namespace myolens {

// Means over square cells, holes bridged as a thin plate (biharmonic equation) and read by cubic
// interpolation. Give it pixels with `add`, name those to be read with `need`, `finish` it, then
// read.
class CoarseSurface {
 public:
  struct Grid {
    int width;   // pixels
    int height;  // pixels
    int cell;    // pixels
  };
  explicit CoarseSurface(Grid grid);

  void add(int x, int y, float value) {
    const Place& column = places_[static_cast<size_t>(x)];
    const Place& row = places_[static_cast<size_t>(y)];
    Cell& cell = cells_[place(column.cell, row.cell)];
    cell.count += 1;
    cell.sum += value;
    cell.sum_x += static_cast<float>(column.within);
    cell.sum_y += static_cast<float>(row.within);
  }
  // Says that `at` will be asked at this pixel; elsewhere the bridge is rough.
  void need(int x, int y) {
    needed_[place(places_[static_cast<size_t>(x)].cell, places_[static_cast<size_t>(y)].cell)] = 1;
  }
  void finish();

  // At (x, y), where whole numbers are the centres of pixels.
  float at(float x, float y) const;
  // The same for a pixel of the grid, faster.
  float at_pixel(int x, int y) const;

 private:
  struct Cell {
    float count = 0;
    float sum = 0;
    float sum_x = 0;  // pixels from the left of the cell
    float sum_y = 0;
  };

  // Where a pixel is read, by its place within a cell.
  struct Phase {
    int before;  // 1 left of the cell's middle, else 0
    std::array<float, 4> weights;
  };

  struct Place {
    int cell;
    int within;  // pixels from the cell's first
  };

  static constexpr int kMargin = 2;  // cells

  size_t place(int column, int row) const {
    return static_cast<size_t>(row + kMargin) * static_cast<size_t>(columns_) +
           static_cast<size_t>(column + kMargin);
  }
  std::vector<size_t> guess_unknown();
  bool needed_near(size_t cell) const;
  void move_means_to_middles();

  int cell_;
  std::vector<Phase> phases_;
  std::vector<Place> places_;  // of pixels along both axes: a look-up is faster than a division
  int columns_;                // with margins
  int rows_;
  std::vector<Cell> cells_;
  std::vector<float> means_;
  std::vector<uint8_t> states_;
  std::vector<uint8_t> needed_;
};

}  // namespace myolens
