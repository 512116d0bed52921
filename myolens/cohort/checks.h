// What must hold for a cohort before anything is computed from it.
#pragma once

#include "myolens/cohort/manifest.h"

namespace myolens {

// Checks every entry, adds what is wrong to the problems, and fills in the labels and, where it is
// among them, the positive label.
void check_cohort(CohortReading& reading, const ReadOptions& options);

}  // namespace myolens
