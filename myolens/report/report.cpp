#include "myolens/report/report.h"

#include <string>

#include "myolens/base/error.h"
#include "myolens/report/html.h"
#include "myolens/report/page.h"
#include "myolens/report/plain_summary.h"
#include "myolens/report/sections.h"

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
  open_page(html, {content.title,
                   content.cohort.synthetic,
                   {content.model.backbone, content.cohort.name, content.created,
                    "Myolens " + content.model.version}});
  write_summary(html, plain_summary(content));
  html.add(performance_section(content))
      .add(cohort_section(content))
      .add(training_section(content));
  limits_section(html, content);
  html.add(case_section(content));
  close_page(html);
  return html.str();
}

}  // namespace myolens
