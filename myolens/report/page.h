// What all pages have in common: head, banners, the summary in words. Internal to report/.
#pragma once

#include <string>
#include <vector>

#include "myolens/report/html.h"
#include "myolens/report/plain_summary.h"

namespace myolens {

inline constexpr const char* kResearchOnly = "Research use only, not a medical device";

struct PageHead {
  std::string title;
  bool synthetic = true;
  std::vector<std::string> byline;  // empty ones are left out
};

// From the doctype to the page's header, inside an open <main>. Nothing can be loaded and nothing
// runs, whatever a browser may find in the page.
void open_page(HtmlWriter& html, const PageHead& head);
void close_page(HtmlWriter& html);

void write_summary(HtmlWriter& html, const std::vector<SummaryParagraph>& paragraphs);

}  // namespace myolens
