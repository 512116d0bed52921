// The circle of a polar map on a picture.
#pragma once

namespace myolens {

// Image coordinates, x right, y down, in pixels; the centre of the top left pixel is (0.5, 0.5).
struct Disc {
  double centre_x = 0;
  double centre_y = 0;
  double radius = 0;
};

}  // namespace myolens
