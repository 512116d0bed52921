#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "myolens/report/case_list.h"
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

std::vector<CaseFilter> filters(const ReportContent& content) {
  const Counts counts = counts_of(content);
  return {{"all", "all", counts.all},
          {"wrong", "wrong", counts.wrong()},
          {"missed", "missed " + content.summary.confusion.classes.positive, counts.missed},
          {"alarm", "false alarms", counts.alarms},
          {"right", "right", counts.all - counts.wrong()},
          {"near", "near the threshold", counts.near}};
}

}  // namespace

HtmlWriter case_section(const ReportContent& content) {
  HtmlWriter html;
  html.markup("<section class=\"case-section\" id=\"cases\">\n<h2>Test cases</h2>\n");
  if (content.cases.empty()) {
    html.markup("<p>No cases are shown.</p>\n</section>\n");
    return html;
  }
  const ClassNames& classes = content.summary.confusion.classes;
  const double threshold = content.summary.threshold;
  html.markup("<p>");
  case_introduction(html, classes.positive, threshold);
  html.markup(
      "Errors come first, the most confident one at the top, then the right calls, the least "
      "confident one first.</p>\n");
  const CasePictures pictures(content.cases);
  case_list(html, {in_reading_order(content.cases, threshold),
                   filters(content),
                   {{"errors", "errors first"},
                    {"falling", "probability, highest first"},
                    {"rising", "probability, lowest first"},
                    {"patient", "patient"}},
                   {classes, threshold, content.cohort.synthetic, pictures,
                    method_names(content.cases)}});
  html.markup("</section>\n");
  return html;
}

}  // namespace myolens
