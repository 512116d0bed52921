// What is known of a synthetic patient and would never be known of a real one, as a row of
// truth.csv.
#pragma once

#include <string>
#include <vector>

#include "myolens/phantom/label.h"

namespace myolens {

struct TruthRow {
  std::string patient;
  ImageKind image;
  std::string mask_file;  // loss by lesions above 10 %, white on black
  LabelMode label_mode = LabelMode::kExpert;
  bool cad = false;
};

// sex, age (years), diabetes, chest_pain, dyspnoea: what a hospital's table would hold.
std::vector<std::string> clinical_columns();
std::vector<std::string> clinical_fields(const ClinicalFeatures& clinical);

// patient, view, state, label, label_mode, latent_disease, dominance, stenosed_vessels (joined by
// ;), sss (summed stress score of the lesions), mimic_score, lesions and mimics (JSON arrays),
// small_heart, turn_degrees and level_scale (Alignment), clinical features, blur and noise, the
// mask's file, uptake_1 to uptake_17 (noise-free, relative to the map's maximum) and ratio_1 to
// ratio_17 (with lesions / without).
std::vector<std::string> truth_columns();
std::vector<std::string> truth_fields(const TruthRow& row, const VirtualPatient& patient,
                                      const UptakeImage& image);

inline constexpr const char* kCadLabel = "CAD";
inline constexpr const char* kOtherLabel = "non-CAD";

}  // namespace myolens
