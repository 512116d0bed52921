#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "myolens/polarmap/coarse_surface.h"
#include "myolens/polarmap/disc_rows.h"
#include "myolens/polarmap/overlay.h"
#include "myolens/polarmap/rim.h"
#include "myolens/polarmap/surface_fill.h"

namespace myolens {
namespace {

constexpr double kCellsPerRadius = 50;  // a cell of 7 pixels for a disc of 350

// Fills the holes of one map. The coarse surface carries slopes and curves across a hole, the
// membrane what differs from it at the hole's edge.
class HoleFiller {
 public:
  HoleFiller(const Image& holes, const Disc& disc)
      : holes_(holes),
        known_(known_pixels(holes, disc)),
        fill_(holes, known_),
        cell_(std::clamp(static_cast<int>(disc.radius / kCellsPerRadius), 3, 8)) {}

  const std::vector<uint32_t>& holes() const { return fill_.holes(); }

  // Values of holes(). `value` gives that of a pixel by its index y * width + x.
  template <typename Value>
  std::vector<float> values(const Value& value) const {
    const CoarseSurface surface = coarse(value);
    std::vector<float> edge;
    edge.reserve(fill_.edge().size());
    for (const uint32_t index : fill_.edge()) edge.push_back(above(surface, value, index));
    std::vector<float> result = fill_.solve(edge);
    for (size_t i = 0; i < result.size(); ++i) {
      const uint32_t index = fill_.holes()[i];
      result[i] += surface.at_pixel(column(index), row(index));
    }
    return result;
  }

 private:
  // 255 where the map is seen and does not mix with the ground.
  static Image known_pixels(const Image& holes, const Disc& disc) {
    Image known(holes.width, holes.height, 1);
    for (int y = 0; y < holes.height; ++y) {
      const RowSpan span = row_span(disc, disc.radius - kMixedRim, y, holes.width);
      const uint8_t* hole = holes.pixel(0, y);
      uint8_t* const row = known.pixel(0, y);
      for (int x = span.first; x < span.end; ++x) row[x] = hole[x] == 0 ? 255 : 0;
    }
    return known;
  }

  int column(uint32_t index) const { return static_cast<int>(index) % holes_.width; }
  int row(uint32_t index) const { return static_cast<int>(index) / holes_.width; }
  size_t index_of(int x, int y) const {
    return static_cast<size_t>(y) * static_cast<size_t>(holes_.width) + static_cast<size_t>(x);
  }

  // From every second pixel, in rows near holes.
  template <typename Value>
  CoarseSurface coarse(const Value& value) const {
    constexpr int kStep = 2;
    constexpr int kRowsBeside = 5;  // cells
    CoarseSurface surface({holes_.width, holes_.height, cell_});
    int needed = 0;  // rows still to be read
    const auto has_hole = [&](int y) {
      return std::memchr(holes_.pixel(0, y), 255, static_cast<size_t>(holes_.width)) != nullptr;
    };
    for (int y = -kRowsBeside * cell_; y < holes_.height; ++y) {
      const int ahead = y + kRowsBeside * cell_;
      if (ahead < holes_.height && has_hole(ahead)) needed = 2 * kRowsBeside * cell_ + 1;
      if (--needed < 0 || y < 0 || y % kStep != 0) continue;
      const uint8_t* known = known_.pixel(0, y);
      for (int x = 0; x < holes_.width; x += kStep) {
        if (known[x] != 0) surface.add(x, y, value(index_of(x, y)));
      }
    }
    for (const uint32_t index : fill_.holes()) surface.need(column(index), row(index));
    surface.finish();
    return surface;
  }

  // Mean over the known pixels around one at an edge, to lessen noise.
  template <typename Value>
  float above(const CoarseSurface& surface, const Value& value, uint32_t index) const {
    const int x = column(index);
    const int y = row(index);
    float sum = 0;
    float sum_x = 0;
    float sum_y = 0;
    float count = 0;
    for (int v = std::max(y - 1, 0); v <= std::min(y + 1, holes_.height - 1); ++v) {
      for (int u = std::max(x - 1, 0); u <= std::min(x + 1, holes_.width - 1); ++u) {
        if (*known_.pixel(u, v) == 0) continue;
        sum += value(index_of(u, v));
        sum_x += static_cast<float>(u);
        sum_y += static_cast<float>(v);
        ++count;
      }
    }
    return sum / count - surface.at(sum_x / count, sum_y / count);
  }

  const Image& holes_;
  Image known_;
  SurfaceFill fill_;
  int cell_;
};

// Entries of the scale, finer than the planes have them: their steps of up to 4 grey levels would
// be seen in what is filled.
class EntryReader {
 public:
  EntryReader(const Image& map, const MapPlanes& planes) : map_(map), planes_(planes) {
    const auto& colours = planes.scale->colours;
    for (size_t step = 0; step < steps_.size(); ++step) {
      const float entry = std::clamp(planes.values[step], 0.0F, 255.0F);
      const auto low = std::min(static_cast<size_t>(entry), size_t{254});
      const float share = entry - static_cast<float>(low);
      std::array<float, 3> slope{};
      float square = 0;
      for (size_t c = 0; c < 3; ++c) {
        const auto from = static_cast<float>(colours[low][c]);
        steps_[step].colour[c] = from + share * (static_cast<float>(colours[low + 1][c]) - from);
        const size_t before = low < kSlopeReach ? 0 : low - kSlopeReach;
        const size_t after = std::min(low + kSlopeReach, size_t{255});
        slope[c] = static_cast<float>(colours[after][c] - colours[before][c]) /
                   static_cast<float>(after - before);
        square += slope[c] * slope[c];
      }
      if (square < kSlowest * kSlowest) continue;
      for (size_t c = 0; c < 3; ++c) steps_[step].entries_per_level[c] = slope[c] / square;
      steps_[step].most = kCellLevels / std::sqrt(square);
    }
  }

  float operator()(size_t index) const {
    const uint8_t way = planes_.smooth[0].samples[index];
    const Step& step = steps_[way];
    const uint8_t* rgb = &map_.samples[3 * index];
    float finer = 0;
    for (size_t c = 0; c < 3; ++c) {
      finer += (static_cast<float>(rgb[c]) - step.colour[c]) * step.entries_per_level[c];
    }
    return planes_.values[way] + std::clamp(finer, -step.most, step.most);
  }

 private:
  static constexpr size_t kSlopeReach = 2;  // entries
  static constexpr float kSlowest = 0.3F;   // grey levels per entry that can be told apart
  static constexpr float kCellLevels = 4;   // to which planes are read

  struct Step {
    std::array<float, 3> colour{};
    std::array<float, 3> entries_per_level{};
    float most = 0;  // entries
  };

  const Image& map_;
  const MapPlanes& planes_;
  std::array<Step, 256> steps_{};
};

void fill_along_scale(Image& map, const MapPlanes& planes, const HoleFiller& filler) {
  const ColourScale& scale = *planes.scale;
  const auto entries = filler.values(EntryReader(map, planes));
  for (size_t i = 0; i < entries.size(); ++i) {
    const float entry = std::clamp(entries[i], 0.0F, 255.0F);
    const auto low = std::min(static_cast<size_t>(entry), size_t{254});
    const float share = entry - static_cast<float>(low);
    for (size_t c = 0; c < 3; ++c) {
      const auto from = static_cast<float>(scale.colours[low][c]);
      const auto to = static_cast<float>(scale.colours[low + 1][c]);
      map.samples[3 * size_t{filler.holes()[i]} + c] =
          static_cast<uint8_t>(from + share * (to - from) + 0.5F);
    }
  }
}

template <typename Sample>
void fill_channels(BasicImage<Sample>& map, const HoleFiller& filler) {
  const auto channels = static_cast<size_t>(map.channels);
  constexpr auto kLargest = static_cast<float>(std::numeric_limits<Sample>::max());
  for (size_t c = 0; c < channels; ++c) {
    const auto sample = [&](size_t index) {
      return static_cast<float>(map.samples[channels * index + c]);
    };
    const auto values = filler.values(sample);
    for (size_t i = 0; i < values.size(); ++i) {
      map.samples[channels * filler.holes()[i] + c] =
          static_cast<Sample>(std::clamp(values[i], 0.0F, kLargest) + 0.5F);
    }
  }
}

}  // namespace

void fill_overlay(Image& map, Image16* deep, const MapPlanes& planes, const Image& mask,
                  const Disc& disc) {
  const HoleFiller filler(mask, disc);
  if (planes.scale) {
    fill_along_scale(map, planes, filler);
  } else {
    fill_channels(map, filler);
  }
  if (deep) fill_channels(*deep, filler);
}

}  // namespace myolens
