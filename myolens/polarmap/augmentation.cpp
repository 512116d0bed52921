#include "myolens/polarmap/augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/imaging/colour_scale.h"
#include "myolens/polarmap/disc_rows.h"
#include "myolens/polarmap/scale_reader.h"
#include "myolens/polarmap/smooth_noise.h"
#include "myolens/polarmap/uptake.h"

namespace myolens {
namespace {

constexpr float kLastEntry = 255;
constexpr float kFullScale = 65535;
constexpr float kDeepPerLevel = 257;   // 65535 / 255
constexpr double kRimPixels = 2.5;     // the outermost one may be mixed with the ground
constexpr double kCleanRadius = 0.99;  // of the disc: the rim may hold some of the ground

template <typename Action>
void for_each_inside(const Disc& disc, int width, int height, const Action& action) {
  for (int y = 0; y < height; ++y) {
    const RowSpan span = row_span(disc, disc.radius, y, width);
    for (int x = span.first; x < span.end; ++x) action(x, y);
  }
}

struct LimitRange {
  const char* name;
  double AugmentationLimits::*limit;
  double lowest;
  double highest;
};
constexpr std::array kLimitRanges{
    LimitRange{"rotation_degrees", &AugmentationLimits::rotation_degrees, 0, 45},
    LimitRange{"shift", &AugmentationLimits::shift, 0, 0.2},
    LimitRange{"scale", &AugmentationLimits::scale, 0, 0.2},
    LimitRange{"window", &AugmentationLimits::window, 0, 0.5},
    LimitRange{"gamma", &AugmentationLimits::gamma, 0, 0.5},
    LimitRange{"noise_deviation", &AugmentationLimits::noise_deviation, 0, 0.2},
    LimitRange{"noise_length", &AugmentationLimits::noise_length, 0.01, 1}};

void check(const PreparedMap& map, const Augmentation& augmentation) {
  const auto& a = augmentation;
  const std::array all{a.rotation_degrees, a.shift_right, a.shift_down,      a.scale,
                       a.window,           a.gamma,       a.noise_deviation, a.noise_length};
  const bool finite = std::ranges::all_of(all, [](double value) { return std::isfinite(value); });
  if (!finite || std::min({a.scale, a.window, a.gamma, a.noise_length}) <= 0) {
    throw Error(ErrorCode::kInvalidArgument,
                "a variant of a map needs finite values, and scale, window, gamma and noise length "
                "above 0");
  }
  if (map.image.channels != 3) {
    throw Error(ErrorCode::kInvalidArgument, "a variant is made of an RGB picture, got " +
                                                 std::to_string(map.image.channels) + " channels");
  }
}

// A map as the uptake that it shows and the rest of its samples, each in planes that can be
// interpolated.
struct MapLayers {
  std::optional<FloatImage> uptake;  // 0 to 1
  std::optional<std::array<Rgb, 256>>
      colours;                     // of the uptake; nothing: it is the one deep channel
  bool inverted = false;           // of the one deep channel: bright is no uptake
  std::optional<FloatImage> rest;  // in grey levels, the colours of the uptake taken off
};

bool is_deep_grey(const PreparedMap& map) { return map.deep && map.deep->channels == 1; }

bool is_grey(const UptakeScale& scale) {
  return scale.name == "grey" || scale.name == "inverted_grey";
}

// Without its ground, a grey map always counts as ambiguous; most of a heart takes up most.
bool is_known(const UptakeScale& scale) {
  return scale.fits && (!scale.ambiguous || is_grey(scale));
}

std::array<float, 3> colour_at(const std::array<Rgb, 256>& colours, float uptake) {
  const float entry = std::clamp(uptake, 0.0F, 1.0F) * kLastEntry;
  const auto below = std::min(static_cast<size_t>(entry), size_t{254});
  const float share = entry - static_cast<float>(below);
  std::array<float, 3> colour{};
  for (size_t c = 0; c < colour.size(); ++c) {
    const auto low = static_cast<float>(colours[below][c]);
    colour[c] = low + share * (static_cast<float>(colours[below + 1][c]) - low);
  }
  return colour;
}

MapLayers grey_layers(const PreparedMap& map) {
  MapLayers layers;
  layers.inverted =
      map.colour_scale.empty() && recognise_scale(map.image, map.disc).name == "inverted_grey";
  FloatImage& uptake = layers.uptake.emplace(map.image.width, map.image.height, 1);
  for_each_inside(map.disc, uptake.width, uptake.height, [&](int x, int y) {
    const float share = static_cast<float>(*map.deep->pixel(x, y)) / kFullScale;
    *uptake.pixel(x, y) = layers.inverted ? 1 - share : share;
  });
  return layers;
}

MapLayers colour_layers(const PreparedMap& map) {
  MapLayers layers;
  FloatImage& rest = layers.rest.emplace(map.image.width, map.image.height, 3);
  for (size_t i = 0; i < rest.samples.size(); ++i) {
    rest.samples[i] = map.deep ? static_cast<float>(map.deep->samples[i]) / kDeepPerLevel
                               : static_cast<float>(map.image.samples[i]);
  }
  const UptakeScale scale = recognise_scale(map.image, map.disc);
  if (!is_known(scale)) return layers;
  layers.colours = scale.colours;
  FloatImage& uptake = layers.uptake.emplace(rest.width, rest.height, 1);
  ScaleReader reader(scale.colours);
  for_each_inside(map.disc, rest.width, rest.height, [&](int x, int y) {
    const float share = reader.read(map.image.pixel(x, y)).entry / kLastEntry;
    const std::array<float, 3> colour = colour_at(scale.colours, share);
    *uptake.pixel(x, y) = share;
    for (size_t c = 0; c < colour.size(); ++c) rest.pixel(x, y)[c] -= colour[c];
  });
  return layers;
}

// Where the content of a place of the variant was before; places are relative to the centre.
class InverseMove {
 public:
  InverseMove(const Disc& disc, const Augmentation& augmentation)
      : clean_radius_(
            std::max(std::min(disc.radius - kRimPixels, disc.radius * kCleanRadius), 0.0)),
        right_(2 * disc.radius * augmentation.shift_right),
        down_(2 * disc.radius * augmentation.shift_down) {
    const double angle = augmentation.rotation_degrees * std::numbers::pi / 180;
    cosine_ = std::cos(angle) / augmentation.scale;
    sine_ = std::sin(angle) / augmentation.scale;
  }

  struct Place {
    double x = 0;
    double y = 0;
  };

  Place operator()(Place now) const {
    const double x = now.x - right_;
    const double y = now.y - down_;
    const Place before{x * cosine_ - y * sine_, x * sine_ + y * cosine_};
    const double radius = std::hypot(before.x, before.y);
    const double pulled = radius > clean_radius_ ? clean_radius_ / radius : 1;
    return {before.x * pulled, before.y * pulled};
  }

 private:
  double clean_radius_;
  double right_;
  double down_;
  double cosine_;
  double sine_;
};

// Bilinear. `x` and `y` in pixels from the middle of the first one.
void interpolate(const FloatImage& image, double x, double y, float* result) {
  const int left = std::clamp(static_cast<int>(std::floor(x)), 0, std::max(image.width - 2, 0));
  const int top = std::clamp(static_cast<int>(std::floor(y)), 0, std::max(image.height - 2, 0));
  const int right = std::min(left + 1, image.width - 1);
  const int bottom = std::min(top + 1, image.height - 1);
  const auto over = static_cast<float>(x - left);
  const auto down = static_cast<float>(y - top);
  for (int c = 0; c < image.channels; ++c) {
    const float upper = image.pixel(left, top)[c] * (1 - over) + image.pixel(right, top)[c] * over;
    const float lower =
        image.pixel(left, bottom)[c] * (1 - over) + image.pixel(right, bottom)[c] * over;
    result[c] = upper * (1 - down) + lower * down;
  }
}

void move_content(std::optional<FloatImage>& layer, const Disc& disc, const InverseMove& inverse) {
  if (!layer) return;
  FloatImage moved(layer->width, layer->height, layer->channels);
  for_each_inside(disc, moved.width, moved.height, [&](int x, int y) {
    const auto before = inverse({x + 0.5 - disc.centre_x, y + 0.5 - disc.centre_y});
    interpolate(*layer, before.x + disc.centre_x - 0.5, before.y + disc.centre_y - 0.5,
                moved.pixel(x, y));
  });
  layer = std::move(moved);
}

bool moves(const Augmentation& augmentation) {
  return augmentation.rotation_degrees != 0 || augmentation.shift_right != 0 ||
         augmentation.shift_down != 0 || augmentation.scale != 1;
}

void add_noise(FloatImage& uptake, const Disc& disc, const Augmentation& augmentation,
               uint64_t seed) {
  const FloatImage noise =
      smooth_noise({uptake.width, uptake.height}, disc, 2 * disc.radius * augmentation.noise_length,
                   RandomStream(seed, "polarmap/augmentation noise"));
  const auto deviation = static_cast<float>(augmentation.noise_deviation);
  for (size_t i = 0; i < uptake.samples.size(); ++i) {
    uptake.samples[i] += deviation * noise.samples[i];
  }
}

void change_display(FloatImage& uptake, const Augmentation& augmentation) {
  const auto window = static_cast<float>(augmentation.window);
  const auto gamma = static_cast<float>(augmentation.gamma);
  for (float& value : uptake.samples) {
    value = std::clamp(value / window, 0.0F, 1.0F);
    if (augmentation.gamma != 1) value = std::pow(value, gamma);
  }
}

// Samples of the variant inside the disc, in grey levels; black outside.
FloatImage composed(const MapLayers& layers, const Disc& disc) {
  if (layers.uptake && !layers.rest) {
    FloatImage grey(layers.uptake->width, layers.uptake->height, 1);
    for_each_inside(disc, grey.width, grey.height, [&](int x, int y) {
      const float uptake = *layers.uptake->pixel(x, y);
      *grey.pixel(x, y) = kLastEntry * (layers.inverted ? 1 - uptake : uptake);
    });
    return grey;
  }
  FloatImage colours(layers.rest->width, layers.rest->height, 3);
  for_each_inside(disc, colours.width, colours.height, [&](int x, int y) {
    const float* rest = layers.rest->pixel(x, y);
    std::array<float, 3> base{};
    if (layers.uptake) base = colour_at(*layers.colours, *layers.uptake->pixel(x, y));
    for (size_t c = 0; c < base.size(); ++c) colours.pixel(x, y)[c] = base[c] + rest[c];
  });
  return colours;
}

template <typename Sample>
BasicImage<Sample> rounded(const FloatImage& levels, float per_level, float highest) {
  BasicImage<Sample> image(levels.width, levels.height, levels.channels);
  for (size_t i = 0; i < image.samples.size(); ++i) {
    image.samples[i] =
        static_cast<Sample>(std::clamp(levels.samples[i] * per_level, 0.0F, highest) + 0.5F);
  }
  return image;
}

}  // namespace

void validate(const AugmentationLimits& limits) {
  for (const LimitRange& range : kLimitRanges) {
    const double value = limits.*range.limit;
    if (value >= range.lowest && value <= range.highest) continue;
    throw Error(ErrorCode::kInvalidArgument, std::string("augmentation: expected ") + range.name +
                                                 " from " + exact_text(range.lowest) + " to " +
                                                 exact_text(range.highest) + ", got " +
                                                 exact_text(value));
  }
}

Augmentation draw_augmentation(const AugmentationLimits& limits, RandomStream& random) {
  validate(limits);
  const auto within = [&](double limit) { return random.uniform(-limit, limit); };
  Augmentation drawn;
  drawn.rotation_degrees = within(limits.rotation_degrees);
  const double distance = limits.shift * std::sqrt(random.uniform());
  const double direction = random.uniform(0, 2 * std::numbers::pi);
  drawn.shift_right = distance * std::cos(direction);
  drawn.shift_down = distance * std::sin(direction);
  drawn.scale = 1 + within(limits.scale);
  drawn.window = 1 + within(limits.window);
  drawn.gamma = 1 + within(limits.gamma);
  drawn.noise_deviation = limits.noise_deviation;
  drawn.noise_length = limits.noise_length;
  return drawn;
}

bool has_known_uptake(const PreparedMap& map) {
  return is_deep_grey(map) || is_known(recognise_scale(map.image, map.disc));
}

PreparedMap augmented(const PreparedMap& map, const Augmentation& augmentation,
                      uint64_t noise_seed) {
  check(map, augmentation);
  MapLayers layers = is_deep_grey(map) ? grey_layers(map) : colour_layers(map);
  if (moves(augmentation)) {
    const InverseMove inverse(map.disc, augmentation);
    move_content(layers.uptake, map.disc, inverse);
    move_content(layers.rest, map.disc, inverse);
  }
  if (layers.uptake) {
    if (augmentation.noise_deviation != 0) {
      add_noise(*layers.uptake, map.disc, augmentation, noise_seed);
    }
    change_display(*layers.uptake, augmentation);
  }
  const FloatImage levels = composed(layers, map.disc);
  PreparedMap variant;
  variant.disc = map.disc;
  variant.disc_on_screen = map.disc_on_screen;
  variant.flags = map.flags;
  variant.colour_scale = map.colour_scale;
  if (map.deep) {
    variant.deep = rounded<uint16_t>(levels, kDeepPerLevel, kFullScale);
    variant.image = to_8_bit_rgb(*variant.deep);
  } else {
    variant.image = rounded<uint8_t>(levels, 1, kLastEntry);
  }
  return variant;
}

}  // namespace myolens
