// Axes, grid and data coordinates of one plot. Internal to report/.
#pragma once

#include <vector>

#include "myolens/report/html.h"

namespace myolens {

// Ink and the colours of Okabe and Ito (2008), told apart with any colour vision. Where the page is
// dark, style.h replaces every one of them.
struct PlotColours {
  static constexpr Literal kInk = "#1f2328";
  static constexpr Literal kQuiet = "#5b6470";
  static constexpr Literal kGrid = "#e3e6ea";
  static constexpr Literal kBlue = "#0b5a94";
  static constexpr Literal kOrange = "#b8500b";
  static constexpr Literal kGreen = "#00734f";
  static constexpr Literal kPurple = "#8a3d78";
  static constexpr Literal kGold = "#8a6d00";
  static constexpr Literal kCrowd = "#9aa3ad";  // of lines that need not be told apart
};

struct AxisRange {
  double low = 0;
  double high = 1;
};

struct Axis {
  AxisRange range;
  std::vector<double> ticks;
  int decimals = 0;  // of the tick labels
};

// Ticks at steps of 1, 2 or 5 times a power of ten, at most `most_ticks` of them.
Axis nice_axis(AxisRange range, int most_ticks);

// SVG user units, about one CSS pixel.
struct PlotBox {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;

  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

enum class TextAnchor { kStart, kMiddle, kEnd };

struct Label {
  double x = 0;
  double y = 0;
  TextAnchor anchor = TextAnchor::kStart;
  Literal colour = PlotColours::kInk;
  bool bold = false;
};

class PlotFrame {
 public:
  PlotFrame(PlotBox box, Axis x, Axis y) : box_(box), x_(x), y_(y) {}

  const PlotBox& box() const { return box_; }
  double x(double value) const;
  double y(double value) const;

  // Empty labels are left out.
  void draw_axes(HtmlWriter& svg, std::string_view x_label, std::string_view y_label) const;

 private:
  PlotBox box_;
  Axis x_;
  Axis y_;
};

struct SvgSize {
  double width = 0;
  double height = 0;
};

// <svg> with the font of all labels and a title for screen readers.
void open_svg(HtmlWriter& svg, SvgSize size, std::string_view title);
void close_svg(HtmlWriter& svg);

// The size that open_svg was given. Errors: kInternal for what it did not begin.
SvgSize size_of_svg(const HtmlWriter& svg);

// What is drawn in between and lies outside the box is cut off.
void open_clip(HtmlWriter& svg, const PlotBox& box);
void close_clip(HtmlWriter& svg);

void draw_text(HtmlWriter& svg, const Label& label, std::string_view text);

struct Segment {
  double x0 = 0;
  double y0 = 0;
  double x1 = 0;
  double y1 = 0;
};
enum class LineStyle { kSolid, kDashed, kDotted };
struct Stroke {
  Literal colour = PlotColours::kInk;
  double width = 1;
  LineStyle style = LineStyle::kSolid;
};
void draw_line(HtmlWriter& svg, const Segment& segment, const Stroke& stroke);

struct PlotPoint {
  double x = 0;
  double y = 0;
};
void draw_polyline(HtmlWriter& svg, const std::vector<PlotPoint>& points, const Stroke& stroke);
void draw_marker(HtmlWriter& svg, PlotPoint centre, Literal colour);

struct Dot {
  Literal colour = PlotColours::kInk;
  double radius = 3;
  double opacity = 1;
};
void draw_dot(HtmlWriter& svg, PlotPoint centre, const Dot& dot);

}  // namespace myolens
