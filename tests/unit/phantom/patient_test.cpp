#include "myolens/phantom/patient.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

namespace myolens {
namespace {

// Shares are tested with a margin of about four standard errors.

struct ClinicalRow {
  bool latent;
  double male;
  double age;
  double diabetes;
  double typical;
  double dyspnoea;
};
class ClinicalShares : public testing::TestWithParam<ClinicalRow> {};

TEST_P(ClinicalShares, FollowLatentDisease) {
  constexpr int kPatients = 10000;
  const ClinicalRow& row = GetParam();
  double male = 0, age = 0, diabetes = 0, typical = 0, dyspnoea = 0;
  for (int i = 0; i < kPatients; ++i) {
    const ClinicalFeatures features = draw_clinical_features(
        row.latent, PatientKey{3, static_cast<size_t>(i)}.stream("clinical"));
    male += features.male;
    age += features.age_years;
    diabetes += features.diabetes;
    typical += features.chest_pain == ChestPain::kTypical;
    dyspnoea += features.dyspnoea;
  }
  EXPECT_NEAR(male / kPatients, row.male, .02);
  EXPECT_NEAR(age / kPatients, row.age + (-row.male + 2 * (1 - row.male)), .5);
  EXPECT_NEAR(diabetes / kPatients, row.diabetes, .02);
  EXPECT_NEAR(typical / kPatients, row.typical, .02);
  EXPECT_NEAR(dyspnoea / kPatients, row.dyspnoea, .02);
}

INSTANTIATE_TEST_SUITE_P(Patients, ClinicalShares,
                         testing::Values(ClinicalRow{true, .72, 65, .32, .30, .36},
                                         ClinicalRow{false, .52, 60, .20, .14, .30}));

class DiseaseOfMany : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const SurfaceBlur outline(11);
    for (size_t i = 0; i < kPatients; ++i) {
      diseases().push_back(draw_disease(PatientKey{5, i}.stream("disease"), outline));
    }
  }
  static void TearDownTestSuite() { diseases().clear(); }

  static std::vector<Disease>& diseases() {
    static std::vector<Disease> drawn;
    return drawn;
  }

  // Share of the diseases with `condition` that also have `property`.
  template <typename Condition, typename Property>
  static double share(const Condition& condition, const Property& property) {
    double with = 0;
    double count = 0;
    for (const Disease& disease : diseases()) {
      if (!condition(disease)) continue;
      ++count;
      if (property(disease)) ++with;
    }
    return with / count;
  }

  static constexpr size_t kPatients = 900;
};

bool anyone(const Disease&) { return true; }
bool latent(const Disease& disease) { return disease.latent; }
bool not_latent(const Disease& disease) { return !disease.latent; }
bool left_dominant(const Disease& disease) { return disease.dominance == Dominance::kLeft; }
bool has_infarct(const Disease& disease) {
  return std::ranges::any_of(
      disease.lesions, [](const Lesion& lesion) { return lesion.kind == LesionKind::kInfarct; });
}

TEST_F(DiseaseOfMany, IsAsFrequentAsSpecified) {
  EXPECT_NEAR(share(anyone, latent), .60, .065);
  EXPECT_NEAR(share(anyone, left_dominant), .11, .042);
  EXPECT_NEAR(share(latent, has_infarct), .20, .07);
  EXPECT_NEAR(share(not_latent, [](const Disease& d) { return !d.lesions.empty(); }), .25, .09);
}

TEST_F(DiseaseOfMany, HasOneTwoOrThreeVessels) {
  const auto right_and_latent = [](const Disease& d) { return d.latent && !left_dominant(d); };
  const std::array<double, 3> expected{.45, .33, .22};
  for (size_t count = 1; count <= 3; ++count) {
    EXPECT_NEAR(share(right_and_latent,
                      [&](const Disease& d) { return d.stenosed_vessels.size() == count; }),
                expected[count - 1], .09);
  }
}

TEST_F(DiseaseOfMany, WithoutItHasNoStenosisAndOnlyShallowLesions) {
  for (const Disease& disease : diseases()) {
    if (disease.latent) continue;
    EXPECT_TRUE(disease.stenosed_vessels.empty());
    for (const Lesion& lesion : disease.lesions) {
      EXPECT_EQ(lesion.kind, LesionKind::kNonObstructive);
      EXPECT_LE(lesion.stress_depth, .26);
    }
  }
}

TEST_F(DiseaseOfMany, LeavesTheInferiorWallToTheLcxWithLeftDominance) {
  for (const Disease& disease : diseases()) {
    if (!left_dominant(disease)) continue;
    EXPECT_FALSE(std::ranges::count(disease.stenosed_vessels, Vessel::kRca));
    for (const Lesion& lesion : disease.lesions) EXPECT_NE(lesion.vessel, Vessel::kRca);
  }
}

TEST_F(DiseaseOfMany, PutsReversibleLesionsBehindStenoses) {
  for (const Disease& disease : diseases()) {
    for (const Lesion& lesion : disease.lesions) {
      EXPECT_GE(lesion.stress_depth, .10);
      EXPECT_LE(lesion.stress_depth, .80);
      EXPECT_GE(lesion.rest_share, lesion.kind == LesionKind::kInfarct ? .9 : 0);
      if (lesion.kind == LesionKind::kNonObstructive) continue;
      EXPECT_TRUE(std::ranges::count(disease.stenosed_vessels, lesion.vessel));
    }
  }
}

TEST(VirtualPatient, DependsOnItsKeyAlone) {
  const SmoothFields fields;
  const VirtualPatient first = draw_patient({1, 42}, fields);
  draw_patient({1, 7}, fields);
  const VirtualPatient again = draw_patient({1, 42}, fields);
  EXPECT_EQ(first.heart.normal_uptake.values, again.heart.normal_uptake.values);
  EXPECT_EQ(first.clinical.age_years, again.clinical.age_years);
  EXPECT_NE(first.heart.normal_uptake.values,
            draw_patient({2, 42}, fields).heart.normal_uptake.values);
}

}  // namespace
}  // namespace myolens
