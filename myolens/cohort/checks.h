// What must hold for a cohort before anything is computed from it.
#pragma once

#include "myolens/cohort/manifest.h"
#include "myolens/cohort/sources.h"

namespace myolens {

// Checks every entry, and fills in the labels and the positive label. Errors: as read_cohort.
void check_cohort(CohortSource& source, const ReadOptions& options);

}  // namespace myolens
