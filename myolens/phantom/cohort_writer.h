// A synthetic cohort on disk, as a hospital's folder of screens would be, with the truth beside it.
#pragma once

#include <filesystem>

#include "myolens/base/progress.h"
#include "myolens/phantom/cohort_selection.h"
#include "myolens/phantom/screen.h"

namespace myolens {

struct CohortWriteOptions {
  std::string colour_scale = std::string(kUsualColourScale);  // see draw_screen_style
  size_t threads = 1;
};

// Writes the new folder `out`:
// - screens/S0001.jpg, ...: one screen per patient; the style is drawn apart from patient and
// label;
// - manifest.csv: patient, file, label, sex, age;
// - truth.csv (truth_table.h) and truth/masks/S0001.png, ...;
// - SYNTHETIC.txt, which marks the folder and says what it is.
// It appears whole or not at all, and does not depend on the number of threads.
// Errors: as select_cohort and draw_screen_style; kInvalidArgument (`out` is not empty),
// kWriteFailed.
void write_phantom_cohort(const CohortRequest& request, const std::filesystem::path& out,
                          const CohortWriteOptions& options, Progress& progress);

}  // namespace myolens
