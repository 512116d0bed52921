// What clinical features alone say of a virtual patient's disease.
#pragma once

#include "bench/phantom_check_validation.h"
#include "myolens/phantom/patient.h"

namespace myolens {

// Sex, age, diabetes, typical pain, atypical pain, dyspnoea.
std::vector<double> clinical_values(const ClinicalFeatures& clinical);

// Area under the ROC curve of a logistic regression on them, ten folds. `rows` hold clinical_values
// and the label.
double clinical_auc(const std::vector<FeatureRow>& rows, uint64_t seed);

}  // namespace myolens
