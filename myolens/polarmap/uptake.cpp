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
  const ScaleMatch& best = matches.front();
  UptakeScale result{std::string(best.scale->name), best.scale->colours};
  result.colour_error = best.mean_distance;
  result.ambiguous =
      has_rival(matches) || (is_grey(result.name) && !ground_agrees(result.name, hints.ground));
  return result;
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

RecoveredUptake recover_uptake(const Image& prepared, const Disc& disc) {
  require_rgb(prepared);
  const ScaleMatch match = match_scales(prepared, disc).front();
  ScaleReader reader(match.scale->colours);
  RecoveredUptake result{FloatImage(prepared.width, prepared.height, 1), match.scale->name,
                         match.mean_distance};
  std::vector<float> clean;
  for (int y = 0; y < prepared.height; ++y) {
    const RowSpan span = row_span(disc, disc.radius, y, prepared.width);
    const RowSpan inner = row_span(disc, kCleanRadius * disc.radius, y, prepared.width);
    for (int x = span.first; x < span.end; ++x) {
      const float uptake = reader.read(prepared.pixel(x, y)).entry / kLastEntry;
      *result.uptake.pixel(x, y) = uptake;
      if (x >= inner.first && x < inner.end) clean.push_back(uptake);
    }
  }
  const float maximum = clean.empty() ? 0.0F : quantile(clean, kMaximumQuantile);
  if (maximum <= 0.0F) return result;
  for (float& uptake : result.uptake.samples) uptake = std::min(uptake / maximum, 1.0F);
  return result;
}

}  // namespace myolens
