// How well simple scores tell the classes of the synthetic cohort apart.
#pragma once

#include <array>
#include <cstdint>

#include "myolens/phantom/cohort_selection.h"
#include "myolens/phantom/uptake.h"

namespace myolens {

struct LabelStatistics {
  double auc_share_below_half = 0;
  double auc_deficit = 0;           // against fresh normal maps of the same sex
  double auc_deficit_training = 0;  // against the normal maps of a training part, on the others
  double auc_lesion_score = 0;
  std::array<double, 4> score_shares{};  // of CAD with a lesion score of 0-3, 4-8, 9-13, > 13
  double latent_differs = 0;             // share of patients
  double auc_clinical = 0;               // of clinical features alone (phantom_check_clinical.h)
  double candidates = 0;                 // patients drawn per member
};

LabelStatistics label_statistics(const CohortRequest& request, const PhantomTables& tables,
                                 size_t threads);

}  // namespace myolens
