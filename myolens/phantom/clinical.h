// Who a virtual patient is and what brings him or her to the camera. All of it hangs on latent
// coronary disease, never on the label that a reader would give.
#pragma once

#include <string_view>

#include "myolens/base/random.h"

namespace myolens {

enum class ChestPain { kTypical, kAtypical, kOther };
std::string_view chest_pain_name(ChestPain pain);  // "typical", "atypical", "other"

struct ClinicalFeatures {
  bool male = false;
  int age_years = 0;
  bool diabetes = false;
  ChestPain chest_pain = ChestPain::kOther;
  bool dyspnoea = false;
};

// Shares by sex follow the registries (64 to 67 % men); the other numbers are estimates that give
// the published strength of clinical data alone (AUC .66 to .76: Miller, doi
// 10.1007/s12350-022-03012-6).
ClinicalFeatures draw_clinical_features(bool latent_disease, RandomStream random);

}  // namespace myolens
