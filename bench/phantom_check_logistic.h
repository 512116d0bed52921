// Logistic regression for a handful of features.
#pragma once

#include "bench/phantom_check_validation.h"

namespace myolens {

// Maximum likelihood with a slight ridge on standardised features, by Newton's method (iteratively
// reweighted least squares). The scorer gives the probability of the positive class.
Scorer fit_logistic_regression(const FeatureRows& training);

}  // namespace myolens
