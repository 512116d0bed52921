// Drawing of text and lines over a picture (Cairo, with the DejaVu fonts).
#pragma once

#include <string>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"

namespace myolens {

struct TextStyle {
  double size_pixels = 16;  // font size
  Rgb colour = {255, 255, 255};
  bool bold = false;
};

class Canvas {
 public:
  explicit Canvas(const Image& image);  // RGB; a copy is drawn on
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // `x`, `y`: left end of the base line, in pixels. UTF-8. Anti-aliased.
  void text(double x, double y, const std::string& text, const TextStyle& style);
  void line(double x0, double y0, double x1, double y1, Rgb colour, double width_pixels);
  void circle(double centre_x, double centre_y, double radius, Rgb colour, double width_pixels);

  Image image() const;

 private:
  struct Impl;
  Impl* impl_;
};

}  // namespace myolens
