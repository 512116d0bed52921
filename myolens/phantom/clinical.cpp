#include "myolens/phantom/clinical.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"

namespace myolens {
namespace {

struct ClinicalShares {
  double male;
  double mean_age;
  double age_deviation;
  double diabetes;
  double typical_pain;
  double atypical_pain;
  double dyspnoea;
};
constexpr ClinicalShares kWithDisease{.72, 65, 9.5, .32, .30, .32, .36};
constexpr ClinicalShares kWithoutDisease{.52, 60, 11, .20, .14, .38, .30};

constexpr double kYoungestAge = 25;
constexpr double kOldestAge = 92;

int draw_age(const ClinicalShares& shares, bool male, RandomStream& random) {
  const double age = random.normal(shares.mean_age, shares.age_deviation) + (male ? -1 : 2);
  return static_cast<int>(std::lround(std::clamp(age, kYoungestAge, kOldestAge)));
}

ChestPain draw_chest_pain(const ClinicalShares& shares, RandomStream& random) {
  const double draw = random.uniform();
  if (draw < shares.typical_pain) return ChestPain::kTypical;
  if (draw < shares.typical_pain + shares.atypical_pain) return ChestPain::kAtypical;
  return ChestPain::kOther;
}

}  // namespace

std::string_view chest_pain_name(ChestPain pain) {
  switch (pain) {
    case ChestPain::kTypical:
      return "typical";
    case ChestPain::kAtypical:
      return "atypical";
    case ChestPain::kOther:
      return "other";
  }
  throw Error(ErrorCode::kInternal, "a kind of chest pain without a name");
}

ClinicalFeatures draw_clinical_features(bool latent_disease, RandomStream random) {
  const ClinicalShares& shares = latent_disease ? kWithDisease : kWithoutDisease;
  ClinicalFeatures features;
  features.male = random.chance(shares.male);
  features.age_years = draw_age(shares, features.male, random);
  features.diabetes = random.chance(shares.diabetes);
  features.chest_pain = draw_chest_pain(shares, random);
  features.dyspnoea = random.chance(shares.dyspnoea);
  return features;
}

}  // namespace myolens
