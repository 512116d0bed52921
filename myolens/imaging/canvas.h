// Drawing of text and lines over a picture (Cairo, with the DejaVu fonts). One canvas belongs to
// one thread; several canvases may be used at once.
#pragma once

#include <memory>
#include <string>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/image.h"

namespace myolens {

struct TextStyle {
  double size_pixels = 16;  // font size
  Rgb colour = {255, 255, 255};
  bool bold = false;
};

// Coordinates as in Disc: the centre of the top left pixel is (0.5, 0.5).
class Canvas {
 public:
  // Draws on a copy of an RGB picture. Errors: kInvalidArgument (not RGB, empty, a side above
  // kMaximalSideInPixels).
  explicit Canvas(const Image& image);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // `x`, `y`: left end of the base line, in pixels. Anti-aliased. Errors:
  // kInvalidArgument (not UTF-8).
  void text(double x, double y, const std::string& text, const TextStyle& style);
  void line(double x0, double y0, double x1, double y1, Rgb colour, double width_pixels);
  void circle(double centre_x, double centre_y, double radius, Rgb colour, double width_pixels);

  Image image() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace myolens
