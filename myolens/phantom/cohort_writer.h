// A synthetic cohort on disk, as a hospital's folder of screens would be, with the truth beside it.
#pragma once

#include <filesystem>

#include "myolens/base/progress.h"
#include "myolens/phantom/cohort_selection.h"

namespace myolens {

// Writes the new folder `out`:
// - screens/S0001.jpg, ...: one screen per patient; the style is drawn apart from patient and
// label;
// - manifest.csv: patient, file, label, sex, age;
// - truth.csv (truth_table.h) and truth/masks/S0001.png, ...;
// - SYNTHETIC.txt, which marks the folder and says what it is.
// It appears whole or not at all and depends on the request alone, not on `threads`.
// Errors: as select_cohort; kInvalidArgument (`out` is not empty), kWriteFailed.
void write_phantom_cohort(const CohortRequest& request, const std::filesystem::path& out,
                          size_t threads, Progress& progress);

}  // namespace myolens
