// One self-contained HTML page about one training run: no outside resources, and one small script
// for the list of cases, without which the page says the same. It says at its top and bottom, and
// on every printed sheet, that it is for research only.
#pragma once

#include <string>

#include "myolens/report/content.h"

namespace myolens {

// The whole page, UTF-8. Everything it judges (does the model beat the baseline, which call is
// wrong) is derived from the numbers. Errors: kInvalidArgument from encoding a broken image;
// kBadData when a case has a truth other than 0 and 1 or a probability outside [0, 1].
std::string render_report(const ReportContent& content);

}  // namespace myolens
