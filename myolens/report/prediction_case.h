// A case that a model has read, as a page shows it.
#pragma once

#include <array>
#include <string>

#include "myolens/reading/case_files.h"
#include "myolens/report/content.h"

namespace myolens {

// Of an explanation's shares, with the areas beside them.
void set_shares(CaseMap& map, const std::array<double, 3>& territory_share, double outside_share,
                double outside_area_share);

// `one` has been read from `input`; `positive` is the label that is explained. Errors:
// kInvalidArgument from pictures that do not fit.
TestCase predicted_case(const CaseFile& input, const CaseFileReading& one,
                        const std::string& positive);

}  // namespace myolens
