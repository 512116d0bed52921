// The layouts from which a cohort is read, before it is checked.
#pragma once

#include <filesystem>

#include "myolens/cohort/manifest.h"

namespace myolens {

// Everything but labels and positive label is filled in; the problems are those of single rows.
// Errors: as scan_cohort.
CohortReading read_cohort_source(const std::filesystem::path& input, LabelUse label_use);

}  // namespace myolens
