#include <array>

#include "myolens/metrics/roc.h"
#include "myolens/report/comparison_sections.h"
#include "myolens/report/format.h"
#include "myolens/report/plot_frame.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

constexpr PlotBox kBox{.left = 52, .top = 10, .width = 300, .height = 300};
constexpr SvgSize kSize{.width = 362, .height = 358};
constexpr SvgSize kSwatch{.width = 30, .height = 12};

constexpr Stroke kReferenceStroke{.colour = PlotColours::kBlue, .width = 2.6};

constexpr std::array<Stroke, 7> kModelStrokes{{{PlotColours::kOrange, 1.6, LineStyle::kSolid},
                                               {PlotColours::kGreen, 1.6, LineStyle::kDashed},
                                               {PlotColours::kPurple, 1.6, LineStyle::kSolid},
                                               {PlotColours::kGold, 1.6, LineStyle::kDashed},
                                               {PlotColours::kGreen, 1.6, LineStyle::kDotted},
                                               {PlotColours::kOrange, 1.6, LineStyle::kDotted},
                                               {PlotColours::kPurple, 1.6, LineStyle::kDashed}}};
constexpr std::array<Stroke, 3> kEnsembleStrokes{{{PlotColours::kInk, 2.0, LineStyle::kSolid},
                                                  {PlotColours::kInk, 2.0, LineStyle::kDashed},
                                                  {PlotColours::kBlue, 2.0, LineStyle::kDotted}}};
constexpr std::array<Stroke, 3> kBaselineStrokes{{{PlotColours::kInk, 1.6, LineStyle::kDotted},
                                                  {PlotColours::kQuiet, 1.6, LineStyle::kDashed},
                                                  {PlotColours::kQuiet, 1.6, LineStyle::kDotted}}};
// Of models that are too many to be told apart.
constexpr Stroke kCrowdStroke{PlotColours::kCrowd, 1.2, LineStyle::kSolid};

struct Curve {
  const ComparisonRow* row = nullptr;
  std::vector<RocPoint> points;
  Stroke stroke;
};

// A constant score, as the majority's, is the diagonal, which is drawn anyway.
bool has_curve(const std::vector<RocPoint>& points) { return points.size() > 2; }

std::vector<Curve> curves_of(const Comparison& comparison) {
  std::vector<Curve> curves;
  for (const ComparisonRow& row : comparison.rows) {
    if (!row.summary) continue;
    const auto points = roc_points(row.cases);
    if (points && has_curve(*points)) curves.push_back({&row, *points, {}});
  }
  return curves;
}

void choose_strokes(std::vector<Curve>& curves, const std::string& reference) {
  size_t models = 0;
  for (const Curve& curve : curves) models += curve.row->trained() ? 1 : 0;
  const bool crowd = models > kModelStrokes.size() + 1;
  size_t model = 0;
  size_t ensemble = 0;
  size_t baseline = 0;
  for (Curve& curve : curves) {
    if (curve.row->name == reference) {
      curve.stroke = kReferenceStroke;
    } else if (curve.row->kind == RowKind::kEnsemble) {
      curve.stroke = kEnsembleStrokes[ensemble++ % kEnsembleStrokes.size()];
    } else if (!curve.row->trained()) {
      curve.stroke = kBaselineStrokes[baseline++ % kBaselineStrokes.size()];
    } else {
      curve.stroke = crowd ? kCrowdStroke : kModelStrokes[model++];
    }
  }
}

void draw_curve(HtmlWriter& svg, const PlotFrame& frame, const Curve& curve) {
  std::vector<PlotPoint> points;
  for (const RocPoint& point : curve.points)
    points.push_back({frame.x(point.false_positive_rate), frame.y(point.sensitivity)});
  draw_polyline(svg, points, curve.stroke);
}

void plot(HtmlWriter& html, const std::vector<Curve>& curves, const std::string& reference) {
  open_svg(html, kSize, "ROC curves of all rows");
  const Axis unit = nice_axis({0, 1}, 6);
  const PlotFrame frame(kBox, unit, unit);
  frame.draw_axes(html, "1 \u2212 specificity (false alarms)", "Sensitivity");
  draw_line(html, {frame.x(0), frame.y(0), frame.x(1), frame.y(1)},
            {.colour = PlotColours::kQuiet, .style = LineStyle::kDashed});
  for (const Curve& curve : curves) {
    if (curve.row->name != reference) draw_curve(html, frame, curve);
  }
  for (const Curve& curve : curves) {
    if (curve.row->name == reference) draw_curve(html, frame, curve);
  }
  close_svg(html);
}

void key(HtmlWriter& html, const std::vector<Curve>& curves) {
  html.markup("<ul class=\"curve-key\">\n");
  for (const Curve& curve : curves) {
    html.markup("<li>");
    open_svg(html, kSwatch, "Line of " + curve.row->name);
    draw_line(html, {0, 6, kSwatch.width, 6}, curve.stroke);
    close_svg(html);
    html.markup("<span>")
        .text(curve.row->name)
        .markup("</span> <small>AUC ")
        .text(or_undefined(curve.row->summary->binary.auc.value))
        .markup("</small></li>\n");
  }
  html.markup("</ul>\n");
}

}  // namespace

HtmlWriter comparison_roc(const Comparison& comparison) {
  HtmlWriter html;
  std::vector<Curve> curves = curves_of(comparison);
  if (curves.empty()) return html;
  choose_strokes(curves, comparison.reference);
  html.markup("<section>\n<h2>ROC curves</h2>\n<div class=\"beside\">\n<figure>\n");
  plot(html, curves, comparison.reference);
  html.markup("<figcaption>ROC curves on the test set")
      .markup(synthetic_mark(comparison.synthetic))
      .markup(
          ". Thick: the reference. Straight dashed line: guessing. Curves that lie within each "
          "other\u2019s steps are not told apart by so few "
          "patients.</figcaption>\n</figure>\n<div>\n");
  key(html, curves);
  html.markup("</div>\n</div>\n</section>\n");
  return html;
}

}  // namespace myolens
