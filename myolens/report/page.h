// What all pages have in common: head, banners, the summary in words. Internal to report/.
#pragma once

#include <string>
#include <vector>

#include "myolens/report/html.h"
#include "myolens/report/plain_summary.h"

namespace myolens {

inline constexpr const char* kResearchOnly = "Research use only, not a medical device";

// The first and the last of a body: landmarks, so that nothing on a page lies outside of one.
void top_banner(HtmlWriter& html);
void bottom_banner(HtmlWriter& html);

struct PageHead {
  std::string title;
  bool synthetic = true;
  std::vector<std::string> byline;  // empty ones are left out
  Literal further_style = "";       // beside the style of all pages
  Literal script = "";              // the only one that a browser runs
};

// From the doctype to the page's header, inside an open <main>. Nothing can be loaded and nothing
// but the given script runs, whatever a browser may find in the page.
void open_page(HtmlWriter& html, const PageHead& head);
void close_page(HtmlWriter& html, Literal script = "");

// For a reference: everything but letters, digits and -._~/ as %XX (RFC 3986).
std::string percent_encoded(const std::string& path);

// As a content security policy names it: SHA-256 in base64.
std::string script_checksum(Literal script);

void write_summary(HtmlWriter& html, const std::vector<SummaryParagraph>& paragraphs);

}  // namespace myolens
