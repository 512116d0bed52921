#include "myolens/report/format.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

void size_row(HtmlWriter& html, std::string_view name, ClassSizes sizes) {
  html.markup("<tr><th scope=\"row\">")
      .text(name)
      .markup("</th><td>")
      .text(grouped(sizes.positives))
      .markup("</td><td>")
      .text(grouped(sizes.negatives))
      .markup("</td><td>")
      .text(grouped(static_cast<int64_t>(sizes.positives) + sizes.negatives))
      .markup("</td></tr>\n");
}

}  // namespace

Literal synthetic_mark(bool synthetic) {
  return synthetic ? Literal(" (synthetic patients)") : Literal("");
}

std::string set_title(const BaselineTable& table) {
  const bool says_so = table.set_name.find("synthetic") != std::string::npos;
  return table.set_name + (table.synthetic && !says_so ? " (synthetic)" : "");
}

HtmlWriter cohort_section(const ReportContent& content) {
  const CohortFacts& cohort = content.cohort;
  const ClassNames& classes = content.summary.confusion.classes;
  HtmlWriter html;
  html.markup("<section id=\"cohort\">\n<h2>Cohort</h2>\n<p>").text(cohort.name).markup(".");
  if (cohort.synthetic) html.markup(" <strong>Synthetic: no real patient is shown.</strong>");
  if (!cohort.label_origin.empty()) {
    html.markup(" Labels: ").text(cohort.label_origin).markup(".");
  }
  html.markup("</p>\n<table>\n<caption>Patients per class and part")
      .markup(synthetic_mark(cohort.synthetic))
      .markup(".</caption>\n<thead><tr><th scope=\"col\">Part</th><th scope=\"col\">")
      .text(classes.positive)
      .markup("</th><th scope=\"col\">")
      .text(classes.negative)
      .markup("</th><th scope=\"col\">Total</th></tr></thead>\n<tbody>\n");
  for (const SplitSize& split : cohort.splits) size_row(html, split.name, split.sizes);
  html.markup("</tbody>\n<tfoot>");
  size_row(html, "All patients", cohort.sizes);
  html.markup("</tfoot>\n</table>\n</section>\n");
  return html;
}

}  // namespace myolens
