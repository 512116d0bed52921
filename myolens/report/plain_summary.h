// The result in sentences for a physician, derived from the numbers.
#pragma once

#include <string>
#include <vector>

#include "myolens/report/content.h"

namespace myolens {

// Plain text; the lead names what the paragraph is about.
struct SummaryParagraph {
  std::string lead;
  std::string text;
};
SummaryParagraph synthetic_paragraph();  // what synthetic data cannot show
std::vector<SummaryParagraph> plain_summary(const ReportContent& content);

enum class Verdict {
  kBetter,      // the whole 95% interval of the difference lies above 0
  kWorse,       // below 0
  kUndecided,   // it includes 0
  kNotCompared  // no comparison, or one without interval
};
Verdict verdict_on(const std::optional<AucComparison>& comparison);

}  // namespace myolens
