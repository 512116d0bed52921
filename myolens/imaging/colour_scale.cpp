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

// Within 3 grey levels of the scales of these names that matplotlib published under CC0.
constexpr std::array kViridis{ControlPoint{0, {68, 1, 84}},      ControlPoint{23, {72, 33, 115}},
                              ControlPoint{50, {65, 66, 135}},   ControlPoint{81, {50, 100, 142}},
                              ControlPoint{132, {31, 148, 140}}, ControlPoint{151, {33, 166, 133}},
                              ControlPoint{166, {47, 180, 124}}, ControlPoint{190, {90, 200, 100}},
                              ControlPoint{203, {119, 209, 83}}, ControlPoint{239, {213, 226, 26}},
                              ControlPoint{246, {231, 228, 25}}, ControlPoint{255, {253, 231, 37}}};
constexpr std::array kInferno{
    ControlPoint{0, {0, 0, 4}},         ControlPoint{15, {10, 7, 34}},
    ControlPoint{26, {24, 12, 60}},     ControlPoint{40, {47, 10, 91}},
    ControlPoint{48, {61, 9, 101}},     ControlPoint{64, {87, 16, 110}},
    ControlPoint{88, {125, 30, 109}},   ControlPoint{101, {146, 37, 104}},
    ControlPoint{132, {193, 58, 80}},   ControlPoint{166, {234, 99, 42}},
    ControlPoint{189, {248, 137, 12}},  ControlPoint{199, {251, 155, 6}},
    ControlPoint{209, {252, 174, 18}},  ControlPoint{222, {249, 199, 47}},
    ControlPoint{232, {245, 219, 76}},  ControlPoint{241, {241, 236, 109}},
    ControlPoint{248, {243, 246, 138}}, ControlPoint{255, {252, 255, 164}}};
constexpr std::array kMagma{ControlPoint{0, {0, 0, 4}},         ControlPoint{12, {6, 5, 26}},
                            ControlPoint{25, {20, 14, 54}},     ControlPoint{42, {44, 17, 95}},
                            ControlPoint{58, {71, 16, 120}},    ControlPoint{93, {126, 36, 130}},
                            ControlPoint{120, {170, 51, 125}},  ControlPoint{149, {216, 69, 108}},
                            ControlPoint{170, {241, 96, 93}},   ControlPoint{192, {252, 137, 97}},
                            ControlPoint{216, {254, 182, 124}}, ControlPoint{255, {252, 253, 191}}};
constexpr std::array kCividis{
    ControlPoint{0, {0, 34, 78}},       ControlPoint{20, {0, 48, 112}},
    ControlPoint{23, {1, 50, 113}},     ControlPoint{28, {18, 53, 112}},
    ControlPoint{44, {45, 65, 109}},    ControlPoint{86, {88, 94, 109}},
    ControlPoint{134, {130, 128, 121}}, ControlPoint{191, {187, 173, 109}},
    ControlPoint{219, {217, 197, 92}},  ControlPoint{234, {233, 211, 78}},
    ControlPoint{251, {253, 227, 52}},  ControlPoint{255, {254, 232, 56}}};

constexpr std::array kScales{
    ColourScale{"grey", interpolated(kGrey)},
    ColourScale{"inverted_grey", interpolated(kInvertedGrey)},
    ColourScale{"hot_iron", interpolated(kHotIron)},
    ColourScale{"rainbow", interpolated(kRainbow)},
    ColourScale{"cool", interpolated(kCool)},
    ColourScale{"warm_metal", interpolated(kWarmMetal)},
    ColourScale{"ge_colour", interpolated(kGeColour)},
    ColourScale{"french", interpolated(kFrench)},
    ColourScale{"viridis", interpolated(kViridis)},
    ColourScale{"inferno", interpolated(kInferno)},
    ColourScale{"magma", interpolated(kMagma)},
    ColourScale{"cividis", interpolated(kCividis)},
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
