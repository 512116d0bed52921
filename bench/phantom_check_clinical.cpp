#include "bench/phantom_check_clinical.h"

#include "bench/phantom_check_logistic.h"

namespace myolens {
namespace {

constexpr size_t kFolds = 10;

}  // namespace

std::vector<double> clinical_values(const ClinicalFeatures& clinical) {
  const auto flag = [](bool value) { return value ? 1.0 : 0.0; };
  return {flag(clinical.male),
          static_cast<double>(clinical.age_years),
          flag(clinical.diabetes),
          flag(clinical.chest_pain == ChestPain::kTypical),
          flag(clinical.chest_pain == ChestPain::kAtypical),
          flag(clinical.dyspnoea)};
}

double clinical_auc(const std::vector<FeatureRow>& rows, uint64_t seed) {
  return cross_validated_auc(rows, kFolds, RandomStream(seed, "clinical folds"),
                             fit_logistic_regression);
}

}  // namespace myolens
