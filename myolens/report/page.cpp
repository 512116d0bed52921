#include "myolens/report/page.h"

#include "myolens/report/style.h"

namespace myolens {

namespace {

void banner(HtmlWriter& html) {
  html.markup("<p class=\"banner\">").markup(kResearchOnly).markup("</p>\n");
}

void page_header(HtmlWriter& html, const PageHead& head) {
  html.markup("<header>\n<h1>").text(head.title);
  if (head.synthetic) html.markup(" <span class=\"tag\">synthetic data</span>");
  html.markup("</h1>\n<p class=\"byline\">");
  bool first = true;
  for (const std::string& part : head.byline) {
    if (part.empty()) continue;
    if (!first) html.markup(" \u00B7 ");
    html.text(part);
    first = false;
  }
  html.markup("</p>\n</header>\n");
}

}  // namespace

void open_page(HtmlWriter& html, const PageHead& head) {
  html.markup(
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; img-src data:\">\n<title>")
      .text(head.title);
  if (head.synthetic) html.markup(" \u2013 synthetic data");
  html.markup("</title>\n<style>\n").markup(kStyle).markup("</style>\n</head>\n<body>\n");
  banner(html);
  html.markup("<main>\n");
  page_header(html, head);
}

void close_page(HtmlWriter& html) {
  html.markup("</main>\n");
  banner(html);
  html.markup("</body>\n</html>\n");
}

void write_summary(HtmlWriter& html, const std::vector<SummaryParagraph>& paragraphs) {
  html.markup("<section class=\"summary\">\n<h2>In plain words</h2>\n");
  for (const SummaryParagraph& paragraph : paragraphs) {
    html.markup("<p>")
        .element("b", paragraph.lead)
        .markup(" ")
        .text(paragraph.text)
        .markup("</p>\n");
  }
  html.markup("</section>\n");
}

}  // namespace myolens
