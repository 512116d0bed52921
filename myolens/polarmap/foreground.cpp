#include "myolens/polarmap/foreground.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace myolens {
namespace {

constexpr int kDarkLevel = 80;
constexpr int kReach = 2;  // blocks this far apart are connected

struct Blocks {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> solid;

  size_t index(int x, int y) const {
    return static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x);
  }
};

// Every second pixel of every second row is looked at where blocks are larger than a pixel.
int sampling_step(int block) { return block > 1 ? 2 : 1; }

void count_row(const Image& screen, Rgb background, int y, int block, std::vector<int>& counts) {
  const int step = sampling_step(block);
  for (size_t i = 0; i < counts.size(); ++i) {
    const int left = static_cast<int>(i) * block;
    for (int x = left; x < left + block; x += step) {
      counts[i] += difference(screen.pixel(x, y), background) >= kForegroundLevel ? 1 : 0;
    }
  }
}

// Incomplete blocks at the right and bottom are left out.
Blocks solid_blocks(const Image& screen, Rgb background, int block) {
  Blocks blocks{screen.width / block, screen.height / block, {}};
  blocks.solid.resize(static_cast<size_t>(blocks.width) * static_cast<size_t>(blocks.height));
  std::vector<int> counts(static_cast<size_t>(blocks.width));
  const int step = sampling_step(block);
  const int samples = ((block + step - 1) / step) * ((block + step - 1) / step);
  for (int y = 0; y < blocks.height; ++y) {
    std::ranges::fill(counts, 0);
    for (int k = 0; k < block; k += step) {
      count_row(screen, background, y * block + k, block, counts);
    }
    for (int x = 0; x < blocks.width; ++x) {
      const int count = counts[static_cast<size_t>(x)];
      blocks.solid[blocks.index(x, y)] = 2 * count > samples ? 1 : 0;
    }
  }
  return blocks;
}

struct Cell {
  int x;
  int y;
};

// Takes the component around `seed` out of `blocks`.
std::vector<Cell> take_component(Blocks& blocks, Cell seed) {
  std::vector<Cell> cells{seed};
  blocks.solid[blocks.index(seed.x, seed.y)] = 0;
  for (size_t next = 0; next < cells.size(); ++next) {
    const Cell cell = cells[next];
    for (int y = std::max(cell.y - kReach, 0); y <= std::min(cell.y + kReach, blocks.height - 1);
         ++y) {
      for (int x = std::max(cell.x - kReach, 0); x <= std::min(cell.x + kReach, blocks.width - 1);
           ++x) {
        uint8_t& solid = blocks.solid[blocks.index(x, y)];
        if (solid == 0) continue;
        solid = 0;
        cells.push_back({x, y});
      }
    }
  }
  return cells;
}

struct Span {
  int low;
  int high;
  bool empty() const { return low > high; }
  void include(int value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

std::vector<Point> outline_of(const std::vector<Cell>& cells, const Blocks& blocks, int block) {
  const Span none{std::max(blocks.width, blocks.height), -1};
  std::vector<Span> rows(static_cast<size_t>(blocks.height), none);
  std::vector<Span> columns(static_cast<size_t>(blocks.width), none);
  for (const Cell& cell : cells) {
    rows[static_cast<size_t>(cell.y)].include(cell.x);
    columns[static_cast<size_t>(cell.x)].include(cell.y);
  }
  std::vector<Point> outline;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].empty()) continue;
    const double y = (static_cast<double>(i) + 0.5) * block;
    outline.push_back({static_cast<double>(rows[i].low * block), y});
    outline.push_back({static_cast<double>((rows[i].high + 1) * block), y});
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].empty()) continue;
    const double x = (static_cast<double>(i) + 0.5) * block;
    outline.push_back({x, static_cast<double>(columns[i].low * block)});
    outline.push_back({x, static_cast<double>((columns[i].high + 1) * block)});
  }
  return outline;
}

std::vector<const uint8_t*> border_pixels(const Image& screen) {
  std::vector<const uint8_t*> border;
  for (int x = 0; x < screen.width; ++x) {
    border.push_back(screen.pixel(x, 0));
    border.push_back(screen.pixel(x, screen.height - 1));
  }
  for (int y = 0; y < screen.height; ++y) {
    border.push_back(screen.pixel(0, y));
    border.push_back(screen.pixel(screen.width - 1, y));
  }
  return border;
}

Rgb median_colour(const std::vector<const uint8_t*>& pixels) {
  Rgb colour{};
  for (size_t c = 0; c < colour.size(); ++c) {
    std::vector<uint8_t> values;
    for (const uint8_t* pixel : pixels) values.push_back(pixel[c]);
    const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    colour[c] = *middle;
  }
  return colour;
}

}  // namespace

std::vector<Rgb> likely_backgrounds(const Image& screen) {
  constexpr double kFlatShare = 0.7;
  const auto border = border_pixels(screen);
  const Rgb colour = median_colour(border);
  if (*std::ranges::max_element(colour) < kDarkLevel) return {colour};
  const auto flat = std::ranges::count_if(
      border, [&](const uint8_t* pixel) { return difference(pixel, colour) < kForegroundLevel; });
  if (static_cast<double>(flat) < kFlatShare * static_cast<double>(border.size())) return {Rgb{}};
  return {colour, Rgb{}};
}

std::vector<Component> largest_components(const Image& screen, Rgb background, int block,
                                          size_t count) {
  Blocks blocks = solid_blocks(screen, background, block);
  std::vector<std::vector<Cell>> components;
  for (int y = 0; y < blocks.height; ++y) {
    for (int x = 0; x < blocks.width; ++x) {
      if (blocks.solid[blocks.index(x, y)]) components.push_back(take_component(blocks, {x, y}));
    }
  }
  std::ranges::stable_sort(components, std::ranges::greater{}, &std::vector<Cell>::size);
  if (components.size() > count) components.resize(count);
  std::vector<Component> result;
  for (const auto& cells : components) {
    result.push_back({cells.size(), outline_of(cells, blocks, block)});
  }
  return result;
}

}  // namespace myolens
