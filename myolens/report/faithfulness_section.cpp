#include <initializer_list>
#include <string>

#include "myolens/base/number_text.h"
#include "myolens/report/format.h"
#include "myolens/report/sections.h"

namespace myolens {
namespace {

constexpr int kDecimals = 2;

void mean_cell(HtmlWriter& html, const std::optional<MeanEstimate>& estimate) {
  if (!estimate) {
    html.markup("<td>\u2013</td>");
    return;
  }
  html.markup("<td>").number(estimate->mean, kDecimals);
  if (estimate->interval) {
    html.markup(" <small>(")
        .number(estimate->interval->low, kDecimals)
        .markup(" to ")
        .number(estimate->interval->high, kDecimals)
        .markup(")</small>");
  }
  html.markup("</td>");
}

void count_cell(HtmlWriter& html, const Proportion& count) {
  html.element("td", count.total > 0
                         ? std::to_string(count.count) + "/" + std::to_string(count.total)
                         : "\u2013");
}

using MeanOfMethod = std::optional<MeanEstimate> MethodFaithfulness::*;

enum class Territories { kLeftOut, kLastColumn };

// A row per method: its name, these means, and how often it hit the territory.
void method_rows(HtmlWriter& html, const Faithfulness& measured,
                 std::initializer_list<MeanOfMethod> means, Territories territories) {
  for (const MethodFaithfulness& method : measured.methods) {
    html.markup("<tr><th scope=\"row\">").text(method.method);
    if (method.yardstick) html.markup(" <small>(no network)</small>");
    html.markup("</th>");
    for (const MeanOfMethod mean : means) mean_cell(html, method.*mean);
    if (territories == Territories::kLastColumn) count_cell(html, method.territory_hits);
    html.markup("</tr>\n");
  }
}

void rest_table(HtmlWriter& html, const Faithfulness& measured, bool synthetic) {
  html.markup(kOpenScroll)
      .markup("<table class=\"wide\">\n<caption>Does the prediction rest on what the maps show? ")
      .text(std::to_string(measured.called_cases))
      .markup(" cases called positive, means with 95% intervals")
      .markup(synthetic_mark(synthetic))
      .markup(
          ".</caption>\n<thead><tr><th scope=\"col\">Map</th><th scope=\"col\">Deletion</th>"
          "<th scope=\"col\">Insertion</th><th scope=\"col\">Deletion with black</th>"
          "<th scope=\"col\">Heat outside the disc</th><th scope=\"col\">Likeness, random "
          "head</th><th scope=\"col\">Likeness, random network</th><th scope=\"col\">Likeness, "
          "permuted labels</th></tr></thead>\n<tbody>\n");
  method_rows(html, measured,
              {&MethodFaithfulness::deletion, &MethodFaithfulness::insertion,
               &MethodFaithfulness::black_deletion, &MethodFaithfulness::outside_share,
               &MethodFaithfulness::random_head, &MethodFaithfulness::random_network,
               &MethodFaithfulness::permuted_labels},
              Territories::kLeftOut);
  html.markup(
          "</tbody></table></div>\n<p>Deletion: the mean probability while the map's cells are "
          "replaced by the mean normal map, the hottest first; a map that tells what counts "
          "makes it small. Insertion: the same from the normal map to the patient's; here large "
          "is good. Black is a defect itself and stands here only for comparison with published "
          "work. ")
      .markup("Outside the disc lies ")
      .text(fixed_text(100 * measured.outside_area_share, 0))
      .markup(
          " % of the picture: heat that is no rarer there tells nothing about the heart. "
          "Likeness: rank correlation with the map of a network that cannot know who is ill; "
          "near 1, a map shows the picture and not the model. The head fitted ")
      .text(fixed_text(100 * measured.permuted_accuracy, 0))
      .markup(" % of the permuted labels.</p>\n");
}

void lesion_table(HtmlWriter& html, const Faithfulness& measured) {
  if (measured.lesion_cases == 0) return;
  html.markup(kOpenScroll)
      .markup("<table class=\"wide\">\n<caption>Do the maps find the lesion? ")
      .text(std::to_string(measured.lesion_cases))
      .markup(" synthetic patients whose lesions are known; they cover ")
      .text(fixed_text(100 * measured.lesion_area_share, 0))
      .markup(
          " % of the disc on average.</caption>\n<thead><tr><th scope=\"col\">Map</th>"
          "<th scope=\"col\">Hottest point in the lesion</th><th scope=\"col\">Share of heat "
          "in the lesion</th><th scope=\"col\">Overlap of the region</th><th scope=\"col\">"
          "Right territory</th></tr></thead>\n<tbody>\n");
  method_rows(html, measured,
              {&MethodFaithfulness::pointing, &MethodFaithfulness::heat_in_lesion,
               &MethodFaithfulness::overlap},
              Territories::kLastColumn);
  html.markup(
      "</tbody></table></div>\n<p>Overlap: intersection over union of the lesion and the "
      "region with at least half of the strongest heat. Right territory: the one that is "
      "hottest for its area holds most of the lesion for its area; a guess is right in a "
      "third.</p>\n");
}

void error_table(HtmlWriter& html, const Faithfulness& measured) {
  if (measured.errors.empty()) return;
  html.markup(kOpenScroll)
      .markup(
          "<table>\n<caption>Errors by what is true of the synthetic patients; one with several "
          "mimics or vessels counts under each.</caption>\n<thead><tr><th scope=\"col\">"
          "Cause</th><th scope=\"col\">Value</th><th scope=\"col\">Missed, of the positive"
          "</th><th scope=\"col\">False alarms, of the negative</th></tr></thead>\n<tbody>\n");
  for (const ErrorGroup& group : measured.errors) {
    html.markup("<tr>").element("td", group.cause).element("td", group.value);
    count_cell(html, group.missed);
    count_cell(html, group.false_alarms);
    html.markup("</tr>\n");
  }
  html.markup("</tbody></table></div>\n");
}

}  // namespace

HtmlWriter faithfulness_section(const ReportContent& content) {
  HtmlWriter html;
  html.markup("<section id=\"faithfulness\">\n<h2>Do the heat maps tell the truth?</h2>\n");
  if (content.faithfulness) {
    rest_table(html, *content.faithfulness, content.cohort.synthetic);
    lesion_table(html, *content.faithfulness);
    error_table(html, *content.faithfulness);
  } else {
    html.markup("<p>Not measured: <code>myolens faithfulness</code> does it.</p>\n");
  }
  html.markup("</section>\n");
  return html;
}

}  // namespace myolens
