#include "myolens/polarmap/map_planes.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "myolens/polarmap/disc_rows.h"
#include "myolens/polarmap/scale_reader.h"

namespace myolens {
namespace {

// Reads the cells of a grid over the RGB cube instead of its colours, each only once.
class CellReader {
 public:
  explicit CellReader(const ColourScale& scale)
      : reader_(scale.colours),
        steps_per_level_(255.0F / reader_.length()),
        cells_(size_t{1} << (3 * kBits), kUnread) {}

  struct Cell {
    uint8_t way;
    uint8_t distance;
  };

  Cell read(const uint8_t* rgb) {
    const size_t index = static_cast<size_t>(rgb[0] >> kShift) << (2 * kBits) |
                         static_cast<size_t>(rgb[1] >> kShift) << kBits |
                         static_cast<size_t>(rgb[2] >> kShift);
    uint16_t& cell = cells_[index];
    if (cell == kUnread) cell = look_up(rgb);
    return {static_cast<uint8_t>(cell >> 8), static_cast<uint8_t>(cell & 255)};
  }

  float steps_per_level() const { return steps_per_level_; }

 private:
  static constexpr int kBits = 6;
  static constexpr int kShift = 8 - kBits;
  static constexpr uint16_t kUnread = UINT16_MAX;

  uint16_t look_up(const uint8_t* rgb) {
    std::array<uint8_t, 3> middle{};
    for (size_t c = 0; c < 3; ++c) {
      middle[c] = static_cast<uint8_t>((rgb[c] >> kShift << kShift) + (1 << (kShift - 1)));
    }
    const ScaleReading reading = reader_.read(middle.data());
    const auto way = static_cast<uint16_t>(reading.length * steps_per_level_ + 0.5F);
    const auto distance = static_cast<uint16_t>(std::min(reading.distance + 0.5F, 254.0F));
    return static_cast<uint16_t>(way << 8 | distance);
  }

  ScaleReader reader_;
  float steps_per_level_;
  std::vector<uint16_t> cells_;  // way and distance
};

// Entry of the scale for each step along it.
std::array<float, 256> entries_of_steps(const ColourScale& scale, float steps_per_level) {
  std::array<float, 256> entries{};
  ScaleReader reader(scale.colours);
  size_t step = 0;
  float before = 0;
  for (size_t entry = 0; entry < scale.colours.size(); ++entry) {
    const float way = reader.read(scale.colours[entry].data()).length * steps_per_level;
    for (; step < entries.size() && static_cast<float>(step) <= way + 0.001F; ++step) {
      const float share = way > before ? (static_cast<float>(step) - before) / (way - before) : 1;
      entries[step] = static_cast<float>(entry) - 1 + share;
    }
    before = way;
  }
  entries[0] = 0;
  for (; step < entries.size(); ++step) entries[step] = 255;
  return entries;
}

MapPlanes scale_planes(const Image& map, const Disc& disc, const ColourScale& scale) {
  CellReader reader(scale);
  Image way(map.width, map.height, 1);
  Image distance(map.width, map.height, 1);
  for (int y = 0; y < map.height; ++y) {
    const RowSpan span = row_span(disc, disc.radius, y, map.width);
    const uint8_t* rgb = map.pixel(span.first, y);
    for (int x = span.first; x < span.end; ++x, rgb += 3) {
      const auto cell = reader.read(rgb);
      *way.pixel(x, y) = cell.way;
      *distance.pixel(x, y) = cell.distance;
    }
  }
  MapPlanes planes;
  planes.scale = &scale;
  planes.smooth.push_back(std::move(way));
  planes.levels_per_step = static_cast<double>(1 / reader.steps_per_level());
  planes.values = entries_of_steps(scale, reader.steps_per_level());
  planes.off_scale = std::move(distance);
  return planes;
}

MapPlanes channel_planes(const Image& map) {
  MapPlanes planes;
  for (size_t c = 0; c < 3; ++c) {
    Image channel(map.width, map.height, 1);
    for (size_t i = 0; i < channel.samples.size(); ++i) channel.samples[i] = map.samples[3 * i + c];
    planes.smooth.push_back(std::move(channel));
  }
  for (size_t i = 0; i < planes.values.size(); ++i) planes.values[i] = static_cast<float>(i);
  return planes;
}

}  // namespace

MapPlanes map_planes(const Image& map, const Disc& disc) {
  const ScaleMatch match = match_scales(map, disc).front();
  return match.usual_distance <= kKnownScaleDistance ? scale_planes(map, disc, *match.scale)
                                                     : channel_planes(map);
}

}  // namespace myolens
