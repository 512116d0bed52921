#include <algorithm>
#include <string>

#include "myolens/report/checklist.h"
#include "myolens/report/sections.h"

namespace myolens {

namespace {

void item_row(HtmlWriter& html, const ChecklistItem& item) {
  html.markup("<tr><th scope=\"row\">")
      .markup(item.number)
      .markup("</th><td class=\"words\">")
      .markup(item.demand)
      .markup("</td><td class=\"words\">")
      .text(item.known);
  if (item.author_left) {
    html.markup(item.known.empty() ? Literal("") : Literal(" "))
        .markup("<span class=\"author\">")
        .markup(item.known.empty() ? Literal("For the author")
                                   : Literal("The rest: for the author"))
        .markup("</span>");
  }
  html.markup("</td></tr>\n");
}

struct ChecklistTitle {
  Literal name;
  Literal source;
};

void checklist(HtmlWriter& html, const ReportContent& content, const Checklist& list,
               const ChecklistTitle& title) {
  const auto left = std::ranges::count_if(list, &ChecklistItem::author_left);
  html.markup(kOpenScroll)
      .markup("<table class=\"checklist\">\n<caption>")
      .markup(title.name)
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(", ")
      .markup(title.source)
      .markup(", items in our words. ")
      .text(std::to_string(left) + " of " + std::to_string(list.size()))
      .markup(
          " are left to the author, wholly or in part.</caption>\n<thead><tr><th "
          "scope=\"col\">Item</th><th scope=\"col\" class=\"words\">Asked for</th><th "
          "scope=\"col\" class=\"words\">What this run says</th></tr></thead>\n");
  std::string_view part;
  for (const ChecklistItem& item : list) {
    if (item.group.text() != part) {
      if (!part.empty()) html.markup("</tbody>\n");
      part = item.group.text();
      html.markup("<tbody>\n<tr class=\"rows\"><th scope=\"rowgroup\" colspan=\"3\">")
          .markup(item.group)
          .markup("</th></tr>\n");
    }
    item_row(html, item);
  }
  html.markup("</tbody>\n</table></div>\n");
}

}  // namespace

Checklist filled(std::initializer_list<ChecklistPart> parts, const ReportContent& content) {
  const RunAnswers run(content);
  Checklist list;
  for (const ChecklistPart& part : parts) {
    for (const ChecklistDemand& one : part.demands) {
      const std::string known = one.answer.of(run);
      list.push_back(
          {part.heading, one.number, one.demand, known, one.author_adds || known.empty()});
    }
  }
  return list;
}

HtmlWriter checklist_section(const ReportContent& content) {
  HtmlWriter html;
  html.markup(
      "<section id=\"checklists\">\n<h2>Reporting checklists</h2>\n<p>What journals ask for, as "
      "far "
      "as a run can say it. Nothing here is a claim that an item is fulfilled: the published lists "
      "say what each asks for in full.</p>\n");
  checklist(html, content, tripod_checklist(content),
            {"TRIPOD+AI", "Collins et al., BMJ 2024;385:e078378"});
  checklist(
      html, content, claim_checklist(content),
      {"CLAIM, 2024 update", "Tejani et al., Radiology: Artificial Intelligence 2024;6:e240300"});
  html.markup("</section>\n");
  return html;
}

}  // namespace myolens
