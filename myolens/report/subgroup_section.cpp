#include <algorithm>
#include <string>

#include "myolens/report/format.h"
#include "myolens/report/interval_notes.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

void rate_cells(HtmlWriter& html, const Estimate& rate, Proportion counts, IntervalNotes& notes) {
  html.element("td", counts.total > 0
                         ? std::to_string(counts.count) + "/" + std::to_string(counts.total)
                         : "\u2013");
  html.element("td", or_undefined(rate.value)).markup("<td>");
  notes.write_interval(html, rate);
  html.markup("</td>");
}

void group_row(HtmlWriter& html, const Subgroup& group, IntervalNotes& notes) {
  const Confusion& counts = group.confusion;
  html.markup("<tr><th scope=\"row\">").text(group.name);
  if (group.too_few) html.markup(" <small>(too few)</small>");
  html.markup("</th>");
  rate_cells(html, group.sensitivity, {counts.true_positive, counts.positives()}, notes);
  rate_cells(html, group.specificity, {counts.true_negative, counts.negatives()}, notes);
  html.element("td", or_undefined(group.auc.value)).markup("<td>");
  notes.write_interval(html, group.auc);
  html.markup("</td></tr>\n");
}

void table_head(HtmlWriter& html) {
  html.markup(
      "<thead><tr><th rowspan=\"2\" scope=\"col\">Group</th><th colspan=\"3\" scope=\"colgroup\" "
      "class=\"group\">Sensitivity</th><th colspan=\"3\" scope=\"colgroup\" "
      "class=\"group\">Specificity</th><th colspan=\"2\" scope=\"colgroup\" "
      "class=\"group\">AUC</th></tr>\n<tr>");
  for (int i = 0; i < 2; ++i) {
    html.markup(
        "<th scope=\"col\">Cases</th><th scope=\"col\">Value</th><th scope=\"col\">95% "
        "interval</th>");
  }
  html.markup("<th scope=\"col\">Value</th><th scope=\"col\">95% interval</th></tr></thead>\n");
}

}  // namespace

HtmlWriter subgroup_section(const ReportContent& content) {
  HtmlWriter html;
  html.markup("<section id=\"subgroups\">\n<h2>Subgroups</h2>\n");
  const bool none = std::ranges::all_of(
      content.subgroups, [](const SubgroupTable& table) { return table.groups.empty(); });
  if (none) {
    html.markup(
        "<p>No subgroups were measured: the manifest has no column to part patients by, "
        "or is no longer there.</p>\n</section>\n");
    return html;
  }
  IntervalNotes notes;
  html.markup(
          "<p>Groups are small, and there are several: a difference between two of them is a "
          "question to ask on more patients, not a finding.</p>\n")
      .markup(kOpenScroll)
      .markup("<table class=\"wide\">\n<caption>Rates in groups of patients")
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(". Too few: fewer than ")
      .text(std::to_string(kFewestGroupCases))
      .markup(" cases.</caption>\n");
  table_head(html);
  for (const SubgroupTable& table : content.subgroups) {
    if (table.groups.empty()) continue;
    html.markup("<tbody>\n<tr class=\"rows\"><th scope=\"rowgroup\" colspan=\"9\">")
        .text(table.column)
        .markup("</th></tr>\n");
    for (const Subgroup& group : table.groups) group_row(html, group, notes);
    html.markup("</tbody>\n");
  }
  html.markup("</table></div>\n");
  notes.write_methods(html, content.summary.seed, " Not corrected for the number of groups.");
  html.markup("</section>\n");
  return html;
}

}  // namespace myolens
