#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "myolens/imaging/codec.h"
#include "myolens/report/base64.h"
#include "myolens/report/format.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

constexpr int kJpegQuality = 88;

bool called_positive(const TestCase& item, double threshold) {
  return item.probability >= threshold;
}

bool is_right(const TestCase& item, double threshold) {
  return called_positive(item, threshold) == (item.truth == 1);
}

// Errors first, the most confident one at the top; then right calls, the least confident first.
std::vector<const TestCase*> in_reading_order(const std::vector<TestCase>& cases,
                                              double threshold) {
  std::vector<const TestCase*> sorted;
  for (const TestCase& item : cases) sorted.push_back(&item);
  std::stable_sort(sorted.begin(), sorted.end(), [&](const TestCase* a, const TestCase* b) {
    const bool a_right = is_right(*a, threshold);
    const bool b_right = is_right(*b, threshold);
    if (a_right != b_right) return b_right;
    const double a_margin = std::abs(a->probability - threshold);
    const double b_margin = std::abs(b->probability - threshold);
    return a_right ? a_margin < b_margin : a_margin > b_margin;
  });
  return sorted;
}

class CaseCard {
 public:
  CaseCard(HtmlWriter& html, const ReportContent& content, const TestCase& item)
      : html_(html), content_(content), item_(item) {}

  void write() {
    html_.markup(right() ? Literal("<article class=\"case\">\n")
                         : Literal("<article class=\"case error\">\n"));
    heading();
    pictures();
    probability_bar();
    facts();
    evidence();
    html_.markup("</article>\n");
  }

 private:
  const ClassNames& classes() const { return content_.summary.confusion.classes; }
  double threshold() const { return content_.summary.threshold; }
  bool right() const { return is_right(item_, threshold()); }
  bool called_positive() const { return myolens::called_positive(item_, threshold()); }

  void heading() {
    html_.markup("<div class=\"heading\"><h3><bdi>").text(item_.patient).markup("</bdi>");
    if (content_.cohort.synthetic) {
      html_.markup(" <span class=\"tag\">synthetic patient</span>");
    }
    html_.markup("</h3><p class=\"verdict\">");
    if (right()) {
      html_.markup("Right");
    } else if (called_positive()) {
      html_.markup("Error: false alarm");
    } else {
      html_.markup("Error: missed ").text(classes().positive);
    }
    html_.markup("</p></div>\n");
  }

  void picture(const Image& image, std::string_view caption) {
    if (image.samples.empty()) return;
    html_.markup("<figure><img alt=\"")
        .text(caption)
        .markup(" of patient ")
        .text(item_.patient)
        .markup("\" src=\"data:image/jpeg;base64,")
        .text(base64(encode_jpeg(image, kJpegQuality)))
        .markup("\"><figcaption>")
        .text(caption)
        .markup("</figcaption></figure>\n");
  }

  void pictures() {
    html_.markup("<div class=\"pictures\">\n");
    picture(item_.pictures.original, "Original");
    picture(item_.pictures.heat_map, "Heat map");
    picture(item_.pictures.overlay, "Overlay");
    html_.markup("</div>\n");
  }

  void probability_bar() {
    html_
        .markup(
            "<svg class=\"bar\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" "
            "aria-hidden=\"true\"><rect width=\"100\" height=\"4\" fill=\"#e3e6ea\"/>"
            "<rect height=\"4\" fill=\"#0b5a94\" width=\"")
        .number(100 * item_.probability, 1)
        .markup("\"/><rect width=\"0.6\" height=\"4\" fill=\"#1f2328\" x=\"")
        .number(100 * std::clamp(threshold(), 0.0, 1.0) - 0.3, 1)
        .markup("\"/></svg>\n");
  }

  void facts() {
    html_.markup("<p>Truth <b>")
        .text(item_.truth == 1 ? classes().positive : classes().negative)
        .markup("</b>, called <b>")
        .text(called_positive() ? classes().positive : classes().negative)
        .markup("</b>. Probability of ")
        .text(classes().positive)
        .markup(" <b>")
        .text(decimal(item_.probability, 3))
        .markup("</b>.</p>\n");
    if (!item_.file.empty()) {
      html_.markup("<p class=\"file\"><bdi>").text(item_.file).markup("</bdi></p>\n");
    }
  }

  void evidence() {
    if (item_.no_positive_evidence) {
      html_.markup("<p>No positive evidence: no place on the map speaks for ")
          .text(item_.explained_class)
          .markup(".</p>\n");
    } else if (!item_.shares.empty()) {
      shares_table();
    }
  }

  void shares_table() {
    html_.markup("<table class=\"shares\"><caption>Activation for ")
        .text(item_.explained_class)
        .markup(
            " per territory by AHA convention</caption>\n<thead><tr>"
            "<th scope=\"col\">Territory</th><th scope=\"col\">Share</th>"
            "<th scope=\"col\">Area</th><th scope=\"col\">Share / area</th></tr></thead><tbody>\n");
    for (const TerritoryShare& share : item_.shares) {
      html_.markup("<tr><th scope=\"row\">")
          .text(share.territory)
          .markup("</th><td>")
          .text(percent(share.share))
          .markup("</td><td>")
          .text(percent(share.area_share))
          .markup("</td><td>")
          .text(share.area_share > 0 ? decimal(share.share / share.area_share, 2) : kUndefined)
          .markup("</td></tr>\n");
    }
    html_.markup("</tbody></table>\n");
  }

  HtmlWriter& html_;
  const ReportContent& content_;
  const TestCase& item_;
};

}  // namespace

HtmlWriter case_section(const ReportContent& content) {
  HtmlWriter html;
  html.markup("<section>\n<h2>Test cases</h2>\n");
  if (content.cases.empty()) {
    html.markup("<p>No cases are shown.</p>\n</section>\n");
    return html;
  }
  html.markup(
          "<p>Errors come first, the most confident one at the top. A heat map shows where the "
          "network "
          "looked, not where disease is. A share of the activation means something only beside the "
          "share of the area: an even map gives a territory exactly its area. Territories follow "
          "AHA "
          "convention; coronary anatomy differs from person to person. The bar is the probability "
          "of ")
      .text(content.summary.confusion.classes.positive)
      .markup(", the mark on it the threshold, ")
      .text(compact(content.summary.threshold))
      .markup(".</p>\n<div class=\"cases\">\n");
  for (const TestCase* item : in_reading_order(content.cases, content.summary.threshold)) {
    CaseCard(html, content, *item).write();
  }
  html.markup("</div>\n</section>\n");
  return html;
}

}  // namespace myolens
