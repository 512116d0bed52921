#include "myolens/report/report.h"

#include <string>

#include "myolens/base/error.h"
#include "myolens/report/html.h"
#include "myolens/report/plain_summary.h"
#include "myolens/report/sections.h"
#include "myolens/report/style.h"

namespace myolens {

namespace {

void check_test_cases(const ReportContent& content) {
  for (const TestCase& item : content.cases) {
    const bool sound =
        (item.truth == 0 || item.truth == 1) && item.probability >= 0 && item.probability <= 1;
    if (sound) continue;
    throw Error(ErrorCode::kBadData, "expected truth 0 or 1 and a probability in [0, 1], got " +
                                         std::to_string(item.truth) + " and " +
                                         std::to_string(item.probability) + " for patient \"" +
                                         item.patient + "\"");
  }
}

// Nothing is loaded and nothing runs, whatever a browser may find in the page.
void page_head(HtmlWriter& html, const ReportContent& content) {
  html.markup(
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; img-src data:\">\n<title>")
      .text(content.title);
  if (content.cohort.synthetic) html.markup(" \u2013 synthetic data");
  html.markup("</title>\n<style>\n").markup(kStyle).markup("</style>\n</head>\n<body>\n");
}

void banner(HtmlWriter& html) {
  html.markup("<p class=\"banner\">").markup(kResearchOnly).markup("</p>\n");
}

void page_header(HtmlWriter& html, const ReportContent& content) {
  html.markup("<header>\n<h1>").text(content.title);
  if (content.cohort.synthetic) html.markup(" <span class=\"tag\">synthetic data</span>");
  html.markup("</h1>\n<p class=\"byline\">").text(content.model.backbone);
  if (!content.cohort.name.empty()) html.markup(" \u00B7 ").text(content.cohort.name);
  if (!content.created.empty()) html.markup(" \u00B7 ").text(content.created);
  html.markup(" \u00B7 Myolens ").text(content.model.version).markup("</p>\n</header>\n");
}

void summary_section(HtmlWriter& html, const ReportContent& content) {
  html.markup("<section class=\"summary\">\n<h2>In plain words</h2>\n");
  for (const SummaryParagraph& paragraph : plain_summary(content)) {
    html.markup("<p>")
        .element("b", paragraph.lead)
        .markup(" ")
        .text(paragraph.text)
        .markup("</p>\n");
  }
  html.markup("</section>\n");
}

void limits_section(HtmlWriter& html, const ReportContent& content) {
  if (content.limits.empty()) return;
  html.markup("<section>\n<h2>Limits</h2>\n<ul>\n");
  for (const std::string& limit : content.limits) html.element("li", limit).markup("\n");
  html.markup("</ul>\n</section>\n");
}

}  // namespace

std::string render_report(const ReportContent& content) {
  check_test_cases(content);
  HtmlWriter html;
  page_head(html, content);
  banner(html);
  html.markup("<main>\n");
  page_header(html, content);
  summary_section(html, content);
  html.add(performance_section(content))
      .add(cohort_section(content))
      .add(training_section(content));
  limits_section(html, content);
  html.add(case_section(content)).markup("</main>\n");
  banner(html);
  html.markup("</body>\n</html>\n");
  return html.str();
}

}  // namespace myolens
