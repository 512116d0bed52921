#include "myolens/polarmap/uptake.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/polarmap/disc_rows.h"
#include "myolens/polarmap/scale_reader.h"

namespace myolens {
namespace {

constexpr double kMaximumQuantile = 0.999;  // the maximum, but for single noisy pixels
constexpr double kCleanRadius = 0.98;       // of the disc: the rim may hold some of the ground
constexpr float kLastEntry = 255;
constexpr float kFullScale = 65535;
constexpr uint8_t kDarkGround = 40;     // grey levels
constexpr uint8_t kBrightGround = 215;  // grey levels
constexpr double kAsGood = 1;           // grey levels between the distances of two scales
constexpr double kOtherUptake = 0.02;   // mean difference that matters

void require_rgb(const Image& map) {
  if (map.channels != 3) {
    throw Error(ErrorCode::kInvalidArgument, "uptake is read from an RGB picture, got " +
                                                 std::to_string(map.channels) + " channels");
  }
}

float quantile(std::vector<float>& values, double share) {
  const auto index = static_cast<ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + index, values.end());
  return values[static_cast<size_t>(index)];
}

bool is_grey(std::string_view name) { return name == "grey" || name == "inverted_grey"; }

// Whether the ground shows no uptake in the named grey scale.
bool ground_agrees(std::string_view name, const std::optional<Rgb>& ground) {
  if (!ground) return false;
  return name == "grey" ? std::ranges::max(*ground) <= kDarkGround
                        : std::ranges::min(*ground) >= kBrightGround;
}

// Whether a second scale is as near to the map and reads another uptake.
bool has_rival(const std::vector<ScaleMatch>& matches) {
  const ScaleMatch& best = matches.front();
  return std::any_of(matches.begin() + 1, matches.end(), [&](const ScaleMatch& other) {
    const bool mirrored = is_grey(best.scale->name) && is_grey(other.scale->name);
    return !mirrored && other.score <= best.score + kAsGood &&
           std::abs(other.mean_entry - best.mean_entry) > kOtherUptake * double{kLastEntry};
  });
}

UptakeScale scale_of(const ScaleMatch& match, const ColourScale& scale) {
  UptakeScale result{std::string(scale.name), scale.colours};
  result.colour_error = match.mean_distance;
  result.fits = match.usual_distance <= kKnownScaleDistance;
  return result;
}

void read_along_nearest_scale(const PreparedMap& map, RecoveredUptake& result) {
  const ScaleMatch match = match_scales(map.image, map.disc).front();
  result.colour_scale = match.scale->name;
  result.colour_error = match.mean_distance;
  ScaleReader reader(match.scale->colours);
  for (int y = 0; y < map.image.height; ++y) {
    const RowSpan span = row_span(map.disc, map.disc.radius, y, map.image.width);
    for (int x = span.first; x < span.end; ++x) {
      *result.uptake.pixel(x, y) = reader.read(map.image.pixel(x, y)).entry / kLastEntry;
    }
  }
}

void take_over(const PreparedMap& map, RecoveredUptake& result) {
  for (int y = 0; y < map.image.height; ++y) {
    const RowSpan span = row_span(map.disc, map.disc.radius, y, map.image.width);
    for (int x = span.first; x < span.end; ++x) {
      *result.uptake.pixel(x, y) = static_cast<float>(*map.deep->pixel(x, y)) / kFullScale;
    }
  }
}

void scale_to_maximum(FloatImage& uptake, const Disc& disc) {
  std::vector<float> clean;
  for (int y = 0; y < uptake.height; ++y) {
    const RowSpan inner = row_span(disc, kCleanRadius * disc.radius, y, uptake.width);
    const float* row = uptake.pixel(0, y);
    clean.insert(clean.end(), row + inner.first, row + inner.end);
  }
  const float maximum = clean.empty() ? 0.0F : quantile(clean, kMaximumQuantile);
  if (maximum <= 0.0F) return;
  for (float& value : uptake.samples) value = std::min(value / maximum, 1.0F);
}

}  // namespace

UptakeScale recognise_scale(const Image& map, const Disc& disc, const ScaleHints& hints) {
  require_rgb(map);
  if (hints.bar) {
    const ColourScale scale{hints.bar->name, hints.bar->colours};
    const ScaleMatch match = match_scale(map, disc, scale);
    if (match.usual_distance <= kKnownScaleDistance) {
      UptakeScale result = *hints.bar;
      result.colour_error = match.mean_distance;
      return result;
    }
  }
  const std::vector<ScaleMatch> matches = match_scales(map, disc);
  UptakeScale result = scale_of(matches.front(), *matches.front().scale);
  result.ambiguous =
      has_rival(matches) || (is_grey(result.name) && !ground_agrees(result.name, hints.ground));
  return result;
}

UptakeScale named_scale(const Image& map, const Disc& disc, std::string_view name) {
  require_rgb(map);
  const ColourScale& scale = find_colour_scale(name);
  return scale_of(match_scale(map, disc, scale), scale);
}

Image16 uptake_map(const PreparedMap& map, const UptakeScale& scale) {
  require_rgb(map.image);
  const bool from_deep = map.deep && map.deep->channels == 1 && is_grey(scale.name);
  ScaleReader reader(scale.colours);
  Image16 uptake(map.image.width, map.image.height, 1);
  for (int y = 0; y < uptake.height; ++y) {
    const RowSpan span = row_span(map.disc, map.disc.radius, y, uptake.width);
    for (int x = span.first; x < span.end; ++x) {
      if (from_deep) {
        const uint16_t sample = *map.deep->pixel(x, y);
        *uptake.pixel(x, y) =
            scale.name == "grey" ? sample : static_cast<uint16_t>(UINT16_MAX - sample);
      } else {
        const float share = reader.read(map.image.pixel(x, y)).entry / kLastEntry;
        *uptake.pixel(x, y) = static_cast<uint16_t>(share * kFullScale + 0.5F);
      }
    }
  }
  return uptake;
}

RecoveredUptake recover_uptake(const PreparedMap& map) {
  require_rgb(map.image);
  RecoveredUptake result{FloatImage(map.image.width, map.image.height, 1), map.colour_scale};
  if (map.colour_scale.empty()) {
    read_along_nearest_scale(map, result);
  } else {
    take_over(map, result);
  }
  scale_to_maximum(result.uptake, map.disc);
  return result;
}

}  // namespace myolens
