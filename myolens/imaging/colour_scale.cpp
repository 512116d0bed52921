#include "myolens/imaging/colour_scale.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {
namespace {

struct ControlPoint {
  int entry;
  Rgb colour;
};

template <size_t count>
constexpr std::array<Rgb, 256> interpolated(const std::array<ControlPoint, count>& points) {
  std::array<Rgb, 256> colours{};
  for (size_t i = 1; i < count; ++i) {
    const ControlPoint& low = points[i - 1];
    const ControlPoint& high = points[i];
    const int span = high.entry - low.entry;
    for (int entry = low.entry; entry <= high.entry; ++entry) {
      const int up = entry - low.entry;
      for (size_t c = 0; c < 3; ++c) {
        const int sum = low.colour[c] * (span - up) + high.colour[c] * up;
        colours[static_cast<size_t>(entry)][c] =
            static_cast<uint8_t>((2 * sum + span) / (2 * span));
      }
    }
  }
  return colours;
}

constexpr std::array kGrey{ControlPoint{0, {0, 0, 0}}, ControlPoint{255, {255, 255, 255}}};
constexpr std::array kInvertedGrey{ControlPoint{0, {255, 255, 255}}, ControlPoint{255, {0, 0, 0}}};
constexpr std::array kHotIron{ControlPoint{0, {0, 0, 0}}, ControlPoint{128, {255, 0, 0}},
                              ControlPoint{192, {255, 128, 0}}, ControlPoint{255, {255, 255, 255}}};
constexpr std::array kRainbow{ControlPoint{0, {0, 0, 0}},       ControlPoint{28, {70, 0, 120}},
                              ControlPoint{70, {0, 0, 255}},    ControlPoint{112, {0, 200, 255}},
                              ControlPoint{150, {0, 220, 0}},   ControlPoint{200, {255, 255, 0}},
                              ControlPoint{228, {255, 128, 0}}, ControlPoint{255, {255, 0, 0}}};
constexpr std::array kCool{ControlPoint{0, {0, 0, 0}}, ControlPoint{70, {0, 0, 150}},
                           ControlPoint{130, {0, 110, 255}}, ControlPoint{190, {60, 220, 255}},
                           ControlPoint{255, {255, 255, 255}}};
constexpr std::array kWarmMetal{ControlPoint{0, {0, 0, 0}}, ControlPoint{60, {75, 0, 95}},
                                ControlPoint{125, {200, 20, 70}}, ControlPoint{190, {255, 150, 20}},
                                ControlPoint{255, {255, 255, 225}}};
constexpr std::array kGeColour{ControlPoint{0, {0, 0, 0}},        ControlPoint{50, {0, 110, 110}},
                               ControlPoint{95, {0, 70, 255}},    ControlPoint{135, {140, 0, 255}},
                               ControlPoint{175, {255, 30, 130}}, ControlPoint{215, {255, 170, 20}},
                               ControlPoint{255, {255, 255, 255}}};
constexpr std::array kFrench{ControlPoint{0, {0, 0, 0}},       ControlPoint{45, {95, 0, 160}},
                             ControlPoint{90, {20, 60, 220}},  ControlPoint{130, {0, 160, 110}},
                             ControlPoint{170, {150, 210, 0}}, ControlPoint{205, {255, 150, 0}},
                             ControlPoint{230, {230, 0, 40}},  ControlPoint{255, {255, 225, 235}}};

constexpr std::array kScales{
    ColourScale{"grey", interpolated(kGrey)},
    ColourScale{"inverted_grey", interpolated(kInvertedGrey)},
    ColourScale{"hot_iron", interpolated(kHotIron)},
    ColourScale{"rainbow", interpolated(kRainbow)},
    ColourScale{"cool", interpolated(kCool)},
    ColourScale{"warm_metal", interpolated(kWarmMetal)},
    ColourScale{"ge_colour", interpolated(kGeColour)},
    ColourScale{"french", interpolated(kFrench)},
};

}  // namespace

std::span<const ColourScale> colour_scales() { return kScales; }

const ColourScale& find_colour_scale(std::string_view name) {
  const auto found = std::ranges::find(kScales, name, &ColourScale::name);
  if (found != kScales.end()) return *found;
  std::vector<std::string> names;
  for (const ColourScale& scale : kScales) names.emplace_back(scale.name);
  throw Error(ErrorCode::kInvalidArgument, "there is no colour scale \"" + std::string(name) +
                                               "\"" + nearest_name_hint(name, names));
}

Rgb colour_for(const ColourScale& scale, double uptake) {
  const double clamped = std::clamp(uptake, 0.0, 1.0);
  return scale.colours[static_cast<size_t>(std::lround(clamped * 255.0))];
}

}  // namespace myolens
