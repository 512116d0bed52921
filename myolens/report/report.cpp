#include "myolens/report/report.h"

#include <string>

#include "myolens/base/error.h"
#include "myolens/report/case_viewer.h"
#include "myolens/report/html.h"
#include "myolens/report/page.h"
#include "myolens/report/plain_summary.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

void contents(HtmlWriter& html) {
  html.markup(
      "<nav aria-label=\"Contents\">\n<a href=\"#performance\">Performance</a> "
      "<a href=\"#probabilities\">Probabilities</a> <a href=\"#subgroups\">Subgroups</a> "
      "<a href=\"#cohort\">Cohort</a> <a href=\"#training\">Model and training</a> "
      "<a href=\"#model-card\">Model card</a> <a href=\"#checklists\">Checklists</a> "
      "<a href=\"#faithfulness\">Truth of the heat maps</a> "
      "<a href=\"#cases\">Test cases</a>\n</nav>\n");
}

}  // namespace

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

std::string render_report(const ReportContent& content) {
  check_test_cases(content);
  HtmlWriter html;
  open_page(html, {content.title,
                   content.cohort.synthetic,
                   {content.model.backbone, content.cohort.name, content.created,
                    "Myolens " + content.model.version},
                   kCaseStyle,
                   kCaseScript});
  write_summary(html, plain_summary(content));
  contents(html);
  html.add(performance_section(content))
      .add(curve_section(content))
      .add(subgroup_section(content))
      .add(cohort_section(content))
      .add(training_section(content))
      .add(model_card(content))
      .add(checklist_section(content))
      .add(faithfulness_section(content))
      .add(case_section(content));
  close_page(html, kCaseScript);
  return html.str();
}

}  // namespace myolens
