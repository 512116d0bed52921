#include "myolens/report/contact_sheet.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <span>

#include "myolens/report/contact_sheet_page.h"
#include "myolens/report/flag_meanings.h"
#include "myolens/report/format.h"
#include "myolens/report/html.h"
#include "myolens/report/page.h"
#include "myolens/report/style.h"

namespace myolens {

namespace {

Literal class_of(FlagWeight weight) {
  switch (weight) {
    case FlagWeight::kFault:
      return "fault";
    case FlagWeight::kCheck:
      return "check";
    case FlagWeight::kNote:
      return "note";
  }
  return "note";
}

FlagWeight gravest(const std::vector<std::string>& flags) {
  FlagWeight weight = FlagWeight::kNote;
  for (const std::string& flag : flags) weight = std::max(weight, flag_meaning(flag).weight);
  return weight;
}

struct FlagCount {
  std::string name;
  size_t cases = 0;
};

struct Counts {
  std::vector<FlagCount> flags;  // the gravest first
  std::map<std::string, size_t> labels;
  std::set<std::string> patients;
  size_t to_check = 0;  // cases with a flag that is more than a note
};

Counts count(const ContactSheet& sheet) {
  Counts counts;
  std::map<std::string, size_t> flags;
  for (const ContactCase& item : sheet.cases) {
    for (const std::string& flag : item.flags) ++flags[flag];
    if (!item.label.empty()) ++counts.labels[item.label];
    counts.patients.insert(item.patient);
    if (gravest(item.flags) > FlagWeight::kNote) ++counts.to_check;
  }
  for (const auto& [name, cases] : flags) counts.flags.push_back({name, cases});
  std::ranges::stable_sort(counts.flags, std::ranges::greater{},
                           [](const FlagCount& flag) { return flag_meaning(flag.name).weight; });
  return counts;
}

std::string number_of(size_t things, const std::string& one, const std::string& several) {
  return grouped(static_cast<int64_t>(things)) + " " + (things == 1 ? one : several);
}

// A browser runs the script of this page and loads pictures beside it, whatever else it may find.
void page_head(HtmlWriter& html, bool synthetic) {
  html.markup(
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; img-src 'self' file:; script-src 'sha256-")
      .text(script_checksum(kContactSheetScript))
      .markup("'\">\n<title>Contact sheet");
  if (synthetic) html.markup(" \u2013 synthetic data");
  html.markup("</title>\n<style>")
      .markup(kStyle)
      .markup(kContactSheetStyle)
      .markup("</style>\n</head>\n<body>\n");
}

void byline(HtmlWriter& html, const ContactSheet& sheet, const Counts& counts) {
  html.markup("<p class=\"byline\">")
      .text(number_of(sheet.cases.size(), "map", "maps"))
      .markup(" of ")
      .text(number_of(counts.patients.size(), "patient", "patients"));
  for (const auto& [label, cases] : counts.labels) {
    html.markup(" \u00B7 ").text(label + " " + grouped(static_cast<int64_t>(cases)));
  }
  html.markup(" \u00B7 ")
      .text(grouped(static_cast<int64_t>(counts.to_check)))
      .markup(" to check \u00B7 ")
      .text(number_of(sheet.refused, "file", "files"))
      .markup(" refused</p>\n");
}

void flag_chip(HtmlWriter& html, const std::string& flag) {
  html.markup("<span class=\"flag ")
      .markup(class_of(flag_meaning(flag).weight))
      .markup("\">")
      .text(flag)
      .markup("</span>");
}

void meanings_table(HtmlWriter& html, const Counts& counts) {
  if (counts.flags.empty()) return;
  html.markup(
      "<table class=\"meanings\">\n<thead><tr><th scope=\"col\">Flag</th>"
      "<th scope=\"col\">Maps</th><th scope=\"col\" class=\"words\">What it means</th></tr></thead>"
      "\n<tbody>\n");
  for (const FlagCount& flag : counts.flags) {
    html.markup("<tr><th scope=\"row\">");
    flag_chip(html, flag.name);
    html.markup("</th><td class=\"count\">")
        .text(grouped(static_cast<int64_t>(flag.cases)))
        .markup("</td><td>")
        .text(flag_meaning(flag.name).text)
        .markup("</td></tr>\n");
  }
  html.markup("</tbody>\n</table>\n");
}

void sheet_header(HtmlWriter& html, const ContactSheet& sheet, const Counts& counts) {
  html.markup("<header class=\"sheet-head\">\n<div>\n<h1>Contact sheet");
  if (sheet.synthetic) html.markup(" <span class=\"tag\">synthetic data</span>");
  html.markup("</h1>\n");
  byline(html, sheet, counts);
  html.markup(
      "<p>Left is the screen, in blocks of colour wherever it may show a name; right is the "
      "cleaned map. Does the white circle sit on the edge of the map? Is it the map that was "
      "meant? "
      "Is text or a line left in the cleaned map? A click shows it in full size; arrow keys or Tab "
      "go from case to case. What is wrong is left out of the cohort, or prepared again with a "
      "layout file or another <code>--disc</code>.</p>\n");
  if (sheet.refused > 0) {
    html.markup(
        "<p>Refused files are not named here, because their names may be patients\u2019: "
        "<code>myolens prepare</code> printed each with its reason.</p>\n");
  }
  html.markup("</div>\n");
  meanings_table(html, counts);
  html.markup("</header>\n");
}

void filter_options(HtmlWriter& html, const ContactSheet& sheet, const Counts& counts) {
  const auto cases = [](size_t number) {
    return " (" + grouped(static_cast<int64_t>(number)) + ")";
  };
  html.markup("<option value=\"all\">all")
      .text(cases(sheet.cases.size()))
      .markup("</option><option value=\"check\">to check")
      .text(cases(counts.to_check))
      .markup("</option>");
  for (const FlagCount& flag : counts.flags) {
    html.markup("<option value=\"flag ")
        .text(flag.name)
        .markup("\">")
        .text(flag.name + cases(flag.cases))
        .markup("</option>");
  }
}

void tools(HtmlWriter& html, const ContactSheet& sheet, const Counts& counts) {
  html.markup("<form class=\"tools\" id=\"tools\" hidden>\n<label>Show <select id=\"show\">");
  filter_options(html, sheet, counts);
  html.markup(
      "</select></label>\n<label>Order <select id=\"order\">"
      "<option value=\"flags\">gravest flags first</option>"
      "<option value=\"manifest\">as in the manifest</option></select></label>\n"
      "<label>Pictures <select id=\"size\"><option value=\"small\">small</option>"
      "<option value=\"medium\">medium</option><option value=\"large\">large</option></select>"
      "</label>\n<output id=\"shown\" for=\"show\"></output>\n</form>\n");
}

void card_pictures(HtmlWriter& html, const ContactCase& item) {
  html.markup("<a href=\"")
      .text(percent_encoded(item.map))
      .markup("\"><img class=\"screen\" loading=\"lazy\" width=\"160\" height=\"112\" src=\"")
      .text(percent_encoded(item.screen_thumbnail))
      .markup("\" alt=\"Screen of ")
      .text(item.patient)
      .markup("\"><img class=\"map\" loading=\"lazy\" width=\"112\" height=\"112\" src=\"")
      .text(percent_encoded(item.map_thumbnail))
      .markup("\" alt=\"Cleaned map\"></a>\n");
}

void card(HtmlWriter& html, const ContactCase& item, size_t row, bool synthetic) {
  std::string flags;
  for (const std::string& flag : item.flags) flags += (flags.empty() ? "" : "|") + flag;
  html.markup("<li class=\"card ")
      .markup(class_of(gravest(item.flags)))
      .markup("\" data-row=\"")
      .text(std::to_string(row))
      .markup("\" data-flags=\"")
      .text(flags)
      .markup("\">");
  card_pictures(html, item);
  html.markup("<p><b><bdi>")
      .text(item.patient)
      .markup("</bdi></b> <span class=\"label\">")
      .text(item.label)
      .markup("</span>");
  if (!item.details.empty()) html.markup(" ").element("small", item.details);
  if (synthetic) html.markup(" <span class=\"tag\">synthetic</span>");
  html.markup("</p>");
  if (!item.flags.empty()) {
    html.markup("<p class=\"flags\">");
    for (const std::string& flag : item.flags) flag_chip(html, flag);
    html.markup("</p>");
  }
  if (!item.notes.empty()) html.element("small", item.notes);
  html.markup("</li>\n");
}

std::vector<size_t> gravest_first(const std::vector<ContactCase>& cases) {
  std::vector<size_t> order(cases.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](size_t row) { return gravest(cases[row].flags); });
  return order;
}

}  // namespace

std::string contact_sheet(const ContactSheet& sheet) {
  const Counts counts = count(sheet);
  HtmlWriter html;
  page_head(html, sheet.synthetic);
  top_banner(html);
  html.markup("<main>\n");
  sheet_header(html, sheet, counts);
  tools(html, sheet, counts);
  html.markup("<ul class=\"sheet\" id=\"sheet\">\n");
  for (const size_t row : gravest_first(sheet.cases)) {
    card(html, sheet.cases[row], row, sheet.synthetic);
  }
  html.markup("</ul>\n</main>\n");
  bottom_banner(html);
  html.markup("<script>").markup(kContactSheetScript).markup("</script>\n</body>\n</html>\n");
  return html.str();
}

}  // namespace myolens
