// The parts of the comparison's page. Internal to report/.
#pragma once

#include <string>
#include <vector>

#include "myolens/experiment/comparison.h"
#include "myolens/report/html.h"
#include "myolens/report/plain_summary.h"

namespace myolens {

// Errors: kInvalidArgument when it was not judged.
const ComparisonRow& reference_row(const Comparison& comparison);

// "44 synthetic patients", or "80 pictures of 44 synthetic patients".
std::string judged_patients(const Comparison& comparison);

std::vector<SummaryParagraph> comparison_summary(const Comparison& comparison);

HtmlWriter comparison_measures(const Comparison& comparison);
HtmlWriter comparison_tests(const Comparison& comparison);
HtmlWriter comparison_roc(const Comparison& comparison);
HtmlWriter comparison_curves(const Comparison& comparison);

}  // namespace myolens
