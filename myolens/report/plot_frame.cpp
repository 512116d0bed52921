#include "myolens/report/plot_frame.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/report/format.h"

namespace myolens {

namespace {

constexpr double kTickLabelGap = 6;

Literal anchor_name(TextAnchor anchor) {
  switch (anchor) {
    case TextAnchor::kStart:
      return "start";
    case TextAnchor::kMiddle:
      return "middle";
    case TextAnchor::kEnd:
      return "end";
  }
  return "start";
}

// One decimal is a tenth of a CSS pixel.
void coordinate(HtmlWriter& svg, Literal name, double value) {
  svg.markup(" ").markup(name).markup("=\"").number(value, 1).markup("\"");
}

void stroke_attributes(HtmlWriter& svg, const Stroke& stroke) {
  svg.markup(" stroke=\"").markup(stroke.colour).markup("\"");
  coordinate(svg, "stroke-width", stroke.width);
  if (stroke.style == LineStyle::kDashed) svg.markup(" stroke-dasharray=\"5 3\"");
  if (stroke.style == LineStyle::kDotted) svg.markup(" stroke-dasharray=\"1.5 2.5\"");
}

double nice_step(double width, int most_ticks) {
  const double rough = width / most_ticks;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

}  // namespace

Axis nice_axis(AxisRange range, int most_ticks) {
  Axis axis{.range = range, .ticks = {}};
  const double step = nice_step(range.high - range.low, most_ticks);
  axis.decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
  const double slack = 1e-9 * step;
  for (double k = std::ceil((range.low - slack) / step); k * step <= range.high + slack; ++k) {
    axis.ticks.push_back(k * step);
  }
  return axis;
}

double PlotFrame::x(double value) const {
  return box_.left + (value - x_.range.low) / (x_.range.high - x_.range.low) * box_.width;
}

double PlotFrame::y(double value) const {
  return box_.bottom() - (value - y_.range.low) / (y_.range.high - y_.range.low) * box_.height;
}

void PlotFrame::draw_axes(HtmlWriter& svg, std::string_view x_label,
                          std::string_view y_label) const {
  const Stroke grid{.colour = PlotColours::kGrid};
  for (const double tick : y_.ticks) {
    draw_line(svg, {box_.left, y(tick), box_.right(), y(tick)}, grid);
    draw_text(svg, {box_.left - kTickLabelGap, y(tick) + 4, TextAnchor::kEnd, PlotColours::kQuiet},
              decimal(tick, y_.decimals));
  }
  for (const double tick : x_.ticks) {
    draw_line(svg, {x(tick), box_.bottom(), x(tick), box_.bottom() + 4},
              {.colour = PlotColours::kQuiet});
    draw_text(svg, {x(tick), box_.bottom() + 18, TextAnchor::kMiddle, PlotColours::kQuiet},
              decimal(tick, x_.decimals));
  }
  draw_line(svg, {box_.left, box_.bottom(), box_.right(), box_.bottom()},
            {.colour = PlotColours::kQuiet});
  if (!x_label.empty()) {
    draw_text(svg, {box_.left + box_.width / 2, box_.bottom() + 38, TextAnchor::kMiddle}, x_label);
  }
  if (y_label.empty()) return;
  svg.markup("<g transform=\"translate(14 ")
      .number(box_.top + box_.height / 2, 1)
      .markup(") rotate(-90)\">");
  draw_text(svg, {0, 0, TextAnchor::kMiddle}, y_label);
  svg.markup("</g>");
}

void open_svg(HtmlWriter& svg, SvgSize size, std::string_view title) {
  svg.markup("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ")
      .number(size.width, 0)
      .markup(" ")
      .number(size.height, 0)
      .markup("\" font-family=\"system-ui, 'Helvetica Neue', Arial, sans-serif\" ")
      .markup("font-size=\"12\">")
      .element("title", title);
}

void close_svg(HtmlWriter& svg) { svg.markup("</svg>\n"); }

SvgSize size_of_svg(const HtmlWriter& svg) {
  constexpr std::string_view kMark = "viewBox=\"0 0 ";
  const size_t start = svg.str().find(kMark);
  const size_t end = start == std::string::npos ? start : svg.str().find('"', start + kMark.size());
  if (end == std::string::npos) throw Error(ErrorCode::kInternal, "an SVG has no size");
  const std::string sizes = svg.str().substr(start + kMark.size(), end - start - kMark.size());
  const size_t space = sizes.find(' ');
  return {parse_number(sizes.substr(0, space), "SVG"),
          parse_number(sizes.substr(space + 1), "SVG")};
}

// An inner <svg> cuts at its edges, and needs no id as <clipPath> would.
void open_clip(HtmlWriter& svg, const PlotBox& box) {
  svg.markup("<svg");
  coordinate(svg, "x", box.left);
  coordinate(svg, "y", box.top);
  coordinate(svg, "width", box.width);
  coordinate(svg, "height", box.height);
  svg.markup(" viewBox=\"");
  for (const double value : {box.left, box.top, box.width, box.height})
    svg.number(value, 1).markup(" ");
  svg.markup("\">");
}

void close_clip(HtmlWriter& svg) { svg.markup("</svg>"); }

// The white outline keeps a label readable where it crosses a curve.
void draw_text(HtmlWriter& svg, const Label& label, std::string_view text) {
  svg.markup("<text");
  coordinate(svg, "x", label.x);
  coordinate(svg, "y", label.y);
  svg.markup(" text-anchor=\"")
      .markup(anchor_name(label.anchor))
      .markup("\" fill=\"")
      .markup(label.colour)
      .markup("\" paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"3\"")
      .markup(label.bold ? Literal(" font-weight=\"600\">") : Literal(">"))
      .text(text)
      .markup("</text>");
}

void draw_line(HtmlWriter& svg, const Segment& segment, const Stroke& stroke) {
  svg.markup("<line");
  coordinate(svg, "x1", segment.x0);
  coordinate(svg, "y1", segment.y0);
  coordinate(svg, "x2", segment.x1);
  coordinate(svg, "y2", segment.y1);
  stroke_attributes(svg, stroke);
  svg.markup("/>");
}

void draw_polyline(HtmlWriter& svg, const std::vector<PlotPoint>& points, const Stroke& stroke) {
  svg.markup("<polyline fill=\"none\" stroke-linejoin=\"round\" points=\"");
  for (const PlotPoint& point : points) {
    svg.number(point.x, 1).markup(",").number(point.y, 1).markup(" ");
  }
  svg.markup("\"");
  stroke_attributes(svg, stroke);
  svg.markup("/>");
}

void draw_marker(HtmlWriter& svg, PlotPoint centre, Literal colour) {
  svg.markup("<circle r=\"4.5\" fill=\"#fff\"");
  coordinate(svg, "cx", centre.x);
  coordinate(svg, "cy", centre.y);
  stroke_attributes(svg, {.colour = colour, .width = 2});
  svg.markup("/>");
}

void draw_dot(HtmlWriter& svg, PlotPoint centre, const Dot& dot) {
  svg.markup("<circle");
  coordinate(svg, "cx", centre.x);
  coordinate(svg, "cy", centre.y);
  coordinate(svg, "r", dot.radius);
  svg.markup(" fill=\"").markup(dot.colour).markup("\" fill-opacity=\"");
  svg.number(dot.opacity, 2).markup("\"/>");
}

}  // namespace myolens
