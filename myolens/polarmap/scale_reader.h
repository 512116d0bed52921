// Colours read as positions on a colour scale.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

struct ScaleReading {
  float entry = 0;     // 0 to 255, between neighbouring entries
  float length = 0;    // of the scale's line through RGB space up to there, in grey levels
  float distance = 0;  // of the colour from the scale, in grey levels
};

// Nearest point of a scale, taken as a line through its entries in RGB space. Remembers where
// cells of the RGB cube lie, hence fast on pictures; one reader belongs to one thread.
class ScaleReader {
 public:
  explicit ScaleReader(const std::array<Rgb, 256>& colours);

  ScaleReading read(const uint8_t* rgb);
  float length() const { return entries_.back().length; }  // of the whole scale, in grey levels

 private:
  struct Entry {
    std::array<float, 3> colour;
    std::array<float, 3> along;  // direction of the scale / grey levels per entry
    float step;                  // grey levels per entry
    float length;                // from entry 0
  };

  int16_t nearest_entry(const uint8_t* rgb) const;
  float project(size_t entry, const std::array<float, 3>& rgb) const;

  std::array<Entry, 256> entries_;
  std::array<std::array<int16_t, 256>, 3> channels_;  // the colours once more, by channel
  std::vector<int16_t> entry_of_cell_;                // of the RGB cube; -1: not looked up yet
};

// Of `usual_distance`; after JPEG a known scale is within 4.
inline constexpr double kKnownScaleDistance = 8;

// How near a scale is to the colours of a map.
struct ScaleMatch {
  const ColourScale* scale = nullptr;
  double mean_distance = 0;   // grey levels
  double usual_distance = 0;  // grey levels, of the best third: text and lines hardly move it
  double score = 0;           // mean of distances that are cut off where text would decide
  double mean_entry = 0;      // 0 to 255
};

// Errors of both: kInvalidArgument when the disc lies outside the RGB picture.
ScaleMatch match_scale(const Image& image, const Disc& disc, const ColourScale& scale);

// Every known scale, the nearest by `score` first. A scale and its reverse have the same colours:
// the one that gives more uptake comes first, for most of a heart takes up most.
std::vector<ScaleMatch> match_scales(const Image& image, const Disc& disc);

}  // namespace myolens
