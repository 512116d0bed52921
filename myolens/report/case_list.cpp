#include "myolens/report/case_list.h"

#include "myolens/report/format.h"

namespace myolens {

namespace {

// The page's script shows it; it would be of no use without.
void tools(HtmlWriter& html, const CaseList& list) {
  const std::vector<std::string>& methods = list.setting.methods;
  html.markup(
      "<form class=\"case-tools\" id=\"case-tools\" hidden aria-label=\"Which cases, in which "
      "order\">\n");
  html.markup("<label>Show <select id=\"case-filter\">");
  for (const CaseFilter& filter : list.filters) {
    html.markup("<option value=\"")
        .markup(filter.value)
        .markup("\">")
        .text(filter.name + " (" + grouped(filter.count) + ")")
        .markup("</option>");
  }
  html.markup("</select></label>\n<label>Order <select id=\"case-order\">");
  for (const CaseOrder& order : list.orders) {
    html.markup("<option value=\"")
        .markup(order.value)
        .markup("\">")
        .markup(order.name)
        .markup("</option>");
  }
  html.markup("</select></label>\n");
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

}  // namespace

void case_introduction(HtmlWriter& html, const std::string& positive, double threshold) {
  html.markup(
          "A heat map shows where the network looked, not where disease is; the brighter, the "
          "more. A share of the activation means something only beside the share of the area: "
          "an even map gives a territory exactly its area. Territories follow AHA convention; "
          "coronary anatomy differs from person to person. The bar is the probability of ")
      .text(positive)
      .markup(", the mark on it the threshold, ")
      .text(compact(threshold))
      .markup("; a case is near it within ")
      .text(compact(kNearThreshold))
      .markup(". ");
}

void case_list(HtmlWriter& html, const CaseList& list) {
  tools(html, list);
  html.markup("<div class=\"cases\" id=\"case-list\">\n");
  for (const TestCase* item : list.cases) case_card(html, list.setting, *item);
  html.markup("</div>\n");
  viewer(html, list.setting.methods);
}

}  // namespace myolens
