// A synthetic cohort on disk, as a hospital's folder of screens would be, with the truth beside it.
#pragma once

#include <filesystem>
#include <optional>

#include "myolens/base/progress.h"
#include "myolens/phantom/cohort_selection.h"
#include "myolens/phantom/screen_plan.h"
#include "myolens/phantom/screen_style.h"

namespace myolens {

struct CohortWriteOptions {
  std::string colour_scale = std::string(kUsualColourScale);   // see draw_screen_style
  std::optional<ScreenLayout> layout = ScreenLayout::kSingle;  // nothing: one drawn per patient
  ImageChoice images = ImageChoice::kStress;
  bool one_department = false;  // all screens of a layout share size, colours and places
  size_t threads = 1;
};

// Writes the new folder `out`:
// - screens/S0001.jpg, ..., or screens/S0001_stress_AC.jpg, ... where a patient has several; layout
//   and style are drawn apart from patient and label;
// - manifest.csv, a row per screen: patient, file, label, view, state, sex, age, diabetes,
//   chest_pain, dyspnoea;
// - truth.csv (truth_table.h), a row per image shown;
// - truth/screens.csv (file, layout, width, height, colour_scale, jpeg_quality, text_mask) and
//   truth/circles.csv (file, disc, centre_x, centre_y, radius; in pixels), a row per polar map;
// - truth/text/S0001.png, ...: 255 where text, lines or markers were drawn over the screen;
// - truth/masks/S0001.png, ...: 255 where lesions take more than 10 %, on a map of kMapSide;
// - truth/segments.png and truth/territories.png: the AHA segment (1 to 17) and the territory by
// AHA
//   convention (1 LAD, 2 RCA, 3 LCX) of every pixel of such a map, 0 outside the disc;
// - SYNTHETIC.txt, which marks the folder and says what it is.
// It appears whole or not at all, and does not depend on the number of threads.
// Errors: as select_cohort and draw_screen_style; kInvalidArgument (`out` is not empty),
// kWriteFailed.
void write_phantom_cohort(const CohortRequest& request, const std::filesystem::path& out,
                          const CohortWriteOptions& options, Progress& progress);

}  // namespace myolens
