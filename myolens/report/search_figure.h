// What a search by Hyperband tried and found, as a section of its own. Internal to report/.
#pragma once

#include <vector>

#include "myolens/report/content.h"
#include "myolens/report/html.h"

namespace myolens {

// Counts in words, the score of every configuration against each setting, and the best five as a
// table. Empty without a search.
HtmlWriter search_section(const ReportContent& content);

// Its plots, one per setting; none without a search.
std::vector<HtmlWriter> search_panels(const ReportContent& content);

}  // namespace myolens
