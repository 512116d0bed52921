// Cases that can be filtered, sorted and opened large, and that are all there without the page's
// script. Internal to report/; goes with kCaseStyle and kCaseScript.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "myolens/report/case_card.h"

namespace myolens {

// `value`: "all", or what kCaseScript knows under isShown, or the outcome of a card.
struct CaseFilter {
  Literal value;
  std::string name;
  int64_t count = 0;
};

// `value`: what kCaseScript knows under orders; the first holds at first.
struct CaseOrder {
  Literal value;
  Literal name;
};

struct CaseList {
  std::vector<const TestCase*> cases;  // in the order of a page without script
  std::vector<CaseFilter> filters;
  std::vector<CaseOrder> orders;
  CardSetting setting;
};

// What must be known to read the heat maps and bars, as sentences within a paragraph.
void case_introduction(HtmlWriter& html, const std::string& positive, double threshold);

void case_list(HtmlWriter& html, const CaseList& list);

}  // namespace myolens
