// Colours read as positions on a colour scale.
#pragma once

#include <cstdint>
#include <vector>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

struct ScaleReading {
  float uptake = 0;    // 0 to 1, between neighbouring entries
  float distance = 0;  // of the colour from the scale, in grey levels
};

// Nearest point of a scale, taken as a line through its entries in RGB space. Remembers where
// colours of one cell of the RGB cube lie, hence fast on pictures; one reader belongs to one
// thread.
class ScaleReader {
 public:
  explicit ScaleReader(const ColourScale& scale);
  ScaleReading read(const uint8_t* rgb);

 private:
  struct Remembered {
    uint32_t colour;
    ScaleReading reading;
  };

  ScaleReading look_up(const uint8_t* rgb);

  const ColourScale& scale_;
  std::vector<int16_t> entry_of_cell_;  // by cell of the RGB cube; -1: not looked up yet
  std::vector<Remembered> remembered_;  // by hash of the colour
};

struct ScaleMatch {
  const ColourScale* scale = nullptr;
  double mean_distance = 0;    // grey levels
  double median_distance = 0;  // grey levels; text and lines over the map do not move it
};

// The known scale nearest to the colours of an RGB picture inside the disc, by the mean of
// distances that are cut off where text would decide. A scale and its reverse have the same
// colours: the one that gives more uptake is taken, for most of a heart takes up most.
ScaleMatch match_scale(const Image& image, const Disc& disc);

}  // namespace myolens
