// Relative uptake read back from the colours of a polar map.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/cleaning.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// The colours of a display and what they stand for.
struct UptakeScale {
  std::string name;              // of a known scale; "bar" for one that only the screen shows
  std::array<Rgb, 256> colours;  // entry i shows relative uptake i / 255
  bool from_bar = false;         // the screen's own scale bar decided
  bool ambiguous = false;        // another reading fits as well: a person should choose
  double colour_error = 0;       // mean distance of the map's colours from it, in grey levels
  bool fits = true;              // the map has its colours
};

// What a screen says about its scale beside the map itself.
struct ScaleHints {
  std::optional<UptakeScale> bar;  // of read_scale_bar
  std::optional<Rgb> ground;       // colour around the disc
};

// The bar's scale if the map inside the disc has its colours, else the nearest known scale.
// Ambiguous when a second known scale fits as well and reads another uptake. Grey and inverted grey
// have the same colours: without a bar, the one that gives more uptake is taken, for most of a
// heart takes up most, and it is ambiguous unless the ground has the colour of no uptake. Text must
// be removed before. When none of them `fits`, the nearest is returned. Errors: kInvalidArgument
// (not RGB, disc outside the picture).
UptakeScale recognise_scale(const Image& map, const Disc& disc, const ScaleHints& hints = {});

// A known scale chosen by a person, and whether it `fits`. Errors: as find_colour_scale and
// recognise_scale.
UptakeScale named_scale(const Image& map, const Disc& disc, std::string_view name);

// One channel of 16 bits, 0 to 65535 for 0 to 100 % of the scale inside the disc, 0 outside.
// Grey maps of full depth keep it. Errors: kInvalidArgument (not RGB).
Image16 uptake_map(const PreparedMap& map, const UptakeScale& scale);

struct RecoveredUptake {
  FloatImage uptake;         // one channel, 0 to 1 inside the disc, 0 outside
  std::string colour_scale;  // the scale that fits best
  double colour_error = 0;   // mean distance to that scale inside the disc, in grey levels
};

// The uptake that the map holds already (PreparedMap::colour_scale). Of any other map, tries every
// known colour scale and takes the one nearest to the colours inside the disc, then reads each
// pixel's position along it, smoothly between neighbouring entries. The map's maximum (99.9th
// percentile within 0.98 of the radius) is scaled to 1. Errors: kInvalidArgument (not RGB, disc
// outside the picture).
RecoveredUptake recover_uptake(const PreparedMap& map);

}  // namespace myolens
