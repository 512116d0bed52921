#include "myolens/report/page.h"

#include "myolens/base/checksum.h"
#include "myolens/report/base64.h"
#include "myolens/report/style.h"

namespace myolens {

namespace {

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

void top_banner(HtmlWriter& html) {
  html.markup("<header class=\"banner\">").markup(kResearchOnly).markup("</header>\n");
}

void bottom_banner(HtmlWriter& html) {
  html.markup("<footer class=\"banner\">").markup(kResearchOnly).markup("</footer>\n");
}

void open_page(HtmlWriter& html, const PageHead& head) {
  html.markup(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; img-src data:");
  if (!head.script.text().empty()) {
    html.markup("; script-src 'sha256-").text(script_checksum(head.script)).markup("'");
  }
  html.markup("\">\n<title>").text(head.title);
  if (head.synthetic) html.markup(" \u2013 synthetic data");
  html.markup("</title>\n<style>\n")
      .markup(kStyle)
      .markup(head.further_style)
      .markup("</style>\n</head>\n<body>\n");
  top_banner(html);
  html.markup("<main>\n");
  page_header(html, head);
}

void close_page(HtmlWriter& html, Literal script) {
  html.markup("</main>\n");
  if (!script.text().empty()) html.markup("<script>").markup(script).markup("</script>\n");
  bottom_banner(html);
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

std::string percent_encoded(const std::string& path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kKept =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string text;
  for (const char character : path) {
    if (kKept.find(character) != std::string_view::npos) {
      text += character;
      continue;
    }
    const auto byte = static_cast<unsigned char>(character);
    text += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return text;
}

std::string script_checksum(Literal script) {
  const std::string_view text = script.text();
  const std::string hex = sha256_hex({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  std::vector<uint8_t> digest;
  for (size_t i = 0; i < hex.size(); i += 2) {
    digest.push_back(static_cast<uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return base64(digest);
}

}  // namespace myolens
