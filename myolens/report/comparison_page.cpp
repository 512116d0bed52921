#include "myolens/report/comparison_page.h"

#include "myolens/report/comparison_sections.h"
#include "myolens/report/page.h"

namespace myolens {

namespace {

void selection_warning(HtmlWriter& html, const Comparison& comparison) {
  if (!comparison.selected_on_test_set) return;
  html.markup(
      "<p class=\"warning\"><strong>Selected on the test set.</strong> Epochs, and whatever else "
      "was chosen, were chosen on the test patients themselves, as in the paper\u2019s protocol. "
      "Every number on this page is therefore too optimistic, and the tests do not correct for "
      "it.</p>\n");
}

}  // namespace

std::string render_comparison(const Comparison& comparison, const std::string& created) {
  reference_row(comparison);
  HtmlWriter html;
  open_page(html, {"Comparison of " + comparison.title,
                   comparison.synthetic,
                   {judged_patients(comparison), created, "seed " + std::to_string(comparison.seed),
                    std::string("Myolens ") + MYOLENS_VERSION}});
  selection_warning(html, comparison);
  write_summary(html, comparison_summary(comparison));
  html.add(comparison_measures(comparison))
      .add(comparison_tests(comparison))
      .add(comparison_roc(comparison))
      .add(comparison_curves(comparison));
  close_page(html);
  return html.str();
}

}  // namespace myolens
