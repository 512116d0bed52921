#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "myolens/report/case_card.h"
#include "myolens/report/format.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

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

struct Counts {
  int64_t all = 0;
  int64_t missed = 0;
  int64_t alarms = 0;
  int64_t near = 0;

  int64_t wrong() const { return missed + alarms; }
};

Counts counts_of(const ReportContent& content) {
  const double threshold = content.summary.threshold;
  Counts counts;
  for (const TestCase& item : content.cases) {
    ++counts.all;
    if (is_near_threshold(item, threshold)) ++counts.near;
    if (is_right(item, threshold)) continue;
    ++(is_called_positive(item, threshold) ? counts.alarms : counts.missed);
  }
  return counts;
}

void option(HtmlWriter& html, Literal value, const std::string& name, int64_t count) {
  html.markup("<option value=\"")
      .markup(value)
      .markup("\">")
      .text(name + " (" + grouped(count) + ")")
      .markup("</option>");
}

void filter(HtmlWriter& html, const ReportContent& content) {
  const Counts counts = counts_of(content);
  html.markup("<label>Show <select id=\"case-filter\">");
  option(html, "all", "all", counts.all);
  option(html, "wrong", "wrong", counts.wrong());
  option(html, "missed", "missed " + content.summary.confusion.classes.positive, counts.missed);
  option(html, "alarm", "false alarms", counts.alarms);
  option(html, "right", "right", counts.all - counts.wrong());
  option(html, "near", "near the threshold", counts.near);
  html.markup("</select></label>\n");
}

// The page's script shows it; it would be of no use without.
void tools(HtmlWriter& html, const ReportContent& content,
           const std::vector<std::string>& methods) {
  html.markup(
      "<form class=\"case-tools\" id=\"case-tools\" hidden aria-label=\"Which cases, in which "
      "order\">\n");
  filter(html, content);
  html.markup(
      "<label>Order <select id=\"case-order\"><option value=\"errors\">errors first</option>"
      "<option value=\"falling\">probability, highest first</option>"
      "<option value=\"rising\">probability, lowest first</option>"
      "<option value=\"patient\">patient</option></select></label>\n");
  if (methods.size() > 1) {
    html.markup("<label>Heat map <select id=\"case-method\">");
    for (size_t i = 0; i < methods.size(); ++i) {
      html.markup("<option value=\"")
          .number(static_cast<double>(i), 0)
          .markup("\">")
          .text(methods[i])
          .markup("</option>");
    }
    html.markup("</select></label>\n");
  }
  html.markup(
      "<output id=\"case-count\" for=\"case-filter\"></output>\n</form>\n"
      "<p class=\"printed-only\" id=\"case-printed\"></p>\n");
}

void viewer(HtmlWriter& html, const std::vector<std::string>& methods) {
  html.markup(
      "<dialog id=\"case-viewer\" aria-label=\"Case\">\n<div class=\"viewer-bar\">"
      "<button type=\"button\" id=\"viewer-previous\">Previous</button>"
      "<button type=\"button\" id=\"viewer-next\">Next</button>"
      "<span id=\"viewer-place\" role=\"status\"></span>");
  if (methods.size() > 1) {
    html.markup(
        "<div role=\"group\" aria-label=\"Heat map by\" id=\"viewer-methods\" "
        "class=\"methods\">");
    for (const std::string& method : methods) {
      html.markup("<button type=\"button\" aria-pressed=\"false\">")
          .text(method)
          .markup("</button>");
    }
    html.markup("</div>");
  }
  html.markup(
      "<button type=\"button\" id=\"viewer-close\">Close</button></div>\n"
      "<div id=\"viewer-case\"></div>\n<p class=\"viewer-keys\">Left and right arrow: previous and "
      "next case. Escape: close.</p>\n</dialog>\n");
}

void introduction(HtmlWriter& html, const ReportContent& content) {
  html.markup(
          "<p>A heat map shows where the network looked, not where disease is; the brighter, the "
          "more. A share of the activation means something only beside the share of the area: "
          "an even map gives a territory exactly its area. Territories follow AHA convention; "
          "coronary anatomy differs from person to person. The bar is the probability of ")
      .text(content.summary.confusion.classes.positive)
      .markup(", the mark on it the threshold, ")
      .text(compact(content.summary.threshold))
      .markup("; a case is near it within ")
      .text(compact(kNearThreshold))
      .markup(
          ". Errors come first, the most confident one at the top, then the right calls, the least "
          "confident one first.</p>\n");
}

}  // namespace

HtmlWriter case_section(const ReportContent& content) {
  HtmlWriter html;
  html.markup("<section class=\"case-section\" id=\"cases\">\n<h2>Test cases</h2>\n");
  if (content.cases.empty()) {
    html.markup("<p>No cases are shown.</p>\n</section>\n");
    return html;
  }
  introduction(html, content);
  const std::vector<std::string> methods = method_names(content.cases);
  tools(html, content, methods);
  html.markup("<div class=\"cases\" id=\"case-list\">\n");
  const CasePictures pictures(content.cases);
  const CardSetting setting{content, pictures, methods};
  for (const TestCase* item : in_reading_order(content.cases, content.summary.threshold)) {
    case_card(html, setting, *item);
  }
  html.markup("</div>\n");
  viewer(html, methods);
  html.markup("</section>\n");
  return html;
}

}  // namespace myolens
