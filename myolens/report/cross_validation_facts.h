// Reads crossval.json of a run, as experiment/cross_validation.h writes it. Internal to report/.
#pragma once

#include "myolens/experiment/run_folder.h"
#include "myolens/report/content.h"

namespace myolens {

// Errors: kNotFound; kBadFormat for a damaged file.
CrossValidationFacts read_cross_validation(const RunFolder& run);

}  // namespace myolens
