#include "myolens/phantom/uptake.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "myolens/phantom/label.h"

namespace myolens {
namespace {

const PhantomTables& tables() {
  static const PhantomTables prepared;
  return prepared;
}

// The first patient, from index 0 on, with `property`.
template <typename Property>
VirtualPatient find_patient(const Property& property) {
  for (size_t index = 0;; ++index) {
    VirtualPatient patient = draw_patient({11, index}, tables().fields);
    if (property(patient)) return patient;
  }
}

VirtualPatient with_one_lesion(LesionKind kind) {
  return find_patient([kind](const VirtualPatient& patient) {
    const auto& lesions = patient.disease.lesions;
    return lesions.size() == 1 && lesions[0].kind == kind && lesions[0].stress_depth > .3;
  });
}

double smallest(const SegmentValues& values) { return *std::ranges::min_element(values); }

double smallest_share(const UptakeImage& image) {
  float smallest_value = 1;
  for (const MapPixels::Pixel& pixel : tables().pixels.pixels()) {
    smallest_value =
        std::min(smallest_value, image.lesion_share.samples[static_cast<size_t>(pixel.index)]);
  }
  return smallest_value;
}

TEST(UptakeImage, OfAPatientWithoutLesionsHasTheWholeNormalUptake) {
  const VirtualPatient patient =
      find_patient([](const VirtualPatient& p) { return p.disease.lesions.empty(); });
  for (const ImageKind kind : {kStressCorrected, kRestUncorrected}) {
    const UptakeImage image = draw_uptake(patient, kind, tables());
    for (const double share : image.segment_share) EXPECT_DOUBLE_EQ(share, 1);
    EXPECT_EQ(image.lesion_score, 0);
  }
}

TEST(UptakeImage, IsRelativeToItsMaximum) {
  const UptakeImage image =
      draw_uptake(draw_patient({1, 3}, tables().fields), kStressCorrected, tables());
  for (const FloatImage* map : {&image.noisy, &image.noise_free}) {
    EXPECT_EQ(map->width, kMapSide);
    EXPECT_EQ(*std::ranges::max_element(map->samples), 1);
    EXPECT_GE(*std::ranges::min_element(map->samples), 0);
  }
  EXPECT_NE(image.noisy, image.noise_free);
}

TEST(UptakeImage, LosesUptakeWhereTheLesionIs) {
  const VirtualPatient patient = with_one_lesion(LesionKind::kReversible);
  const UptakeImage image = draw_uptake(patient, kStressCorrected, tables());
  const SegmentValues mean_share = tables().segments.means(image.lesion_share);
  for (size_t i = 0; i < mean_share.size(); ++i) {
    EXPECT_NEAR(mean_share[i], image.segment_share[i], .03) << i + 1;  // mean of shares, of uptake
  }
  EXPECT_LT(smallest(image.segment_share), .9);
  EXPECT_EQ(image.lesion_score, summed_score(image.segment_share));
  const Lesion& lesion = patient.disease.lesions[0];
  EXPECT_NEAR(smallest_share(image), 1 - lesion.stress_depth, .25);  // blur fills small lesions
}

TEST(UptakeImage, RecoversAtRestExceptForInfarcts) {
  const VirtualPatient reversible = with_one_lesion(LesionKind::kReversible);
  const VirtualPatient infarct = with_one_lesion(LesionKind::kInfarct);
  const auto loss = [](const VirtualPatient& patient, ImageKind kind) {
    return 1 - smallest(draw_uptake(patient, kind, tables()).segment_share);
  };
  EXPECT_LT(loss(reversible, kRestCorrected), .85 * loss(reversible, kStressCorrected));
  EXPECT_GT(loss(infarct, kRestCorrected), .85 * loss(infarct, kStressCorrected));
}

// One heart, two views: the lesions are the same, only the blur (4.0 to 5.5 mm) differs; what is
// wrong with the image is drawn for each.
TEST(UptakeImage, SharesLesionsBetweenViews) {
  const VirtualPatient patient = with_one_lesion(LesionKind::kInfarct);
  for (const StudyState state : {StudyState::kStress, StudyState::kRest}) {
    const UptakeImage corrected =
        draw_uptake(patient, {AttenuationView::kCorrected, state}, tables());
    const UptakeImage uncorrected =
        draw_uptake(patient, {AttenuationView::kUncorrected, state}, tables());
    for (size_t i = 0; i < kSegments; ++i) {
      EXPECT_NEAR(corrected.segment_share[i], uncorrected.segment_share[i], .02) << i + 1;
    }
    EXPECT_NE(corrected.noise_deviation, uncorrected.noise_deviation);
    EXPECT_TRUE(std::ranges::any_of(uncorrected.mimics, [](const Mimic& mimic) {
      return mimic.kind == MimicKind::kInferiorAttenuation;
    }));
  }
}

// Inferior (10) over anterior (7): men lose 6 to 28 % of the inferior wall without correction.
TEST(UptakeImage, OfMenIsDimmerBelowWithoutCorrection) {
  double corrected = 0;
  double uncorrected = 0;
  int men = 0;
  for (size_t index = 0; men < 8; ++index) {
    const VirtualPatient patient = draw_patient({4, index}, tables().fields);
    if (!patient.clinical.male || !patient.disease.lesions.empty()) continue;
    ++men;
    const auto quotient = [&](ImageKind kind) {
      const SegmentValues uptake = draw_uptake(patient, kind, tables()).segment_uptake;
      return uptake[9] / uptake[6];
    };
    corrected += quotient(kStressCorrected);
    uncorrected += quotient(kStressUncorrected);
  }
  EXPECT_LT(uncorrected / men, corrected / men - .04);
}

TEST(SummedScore, CountsTheLimitsBelowWhichASegmentLies) {
  EXPECT_EQ(segment_score(1), 0);
  EXPECT_EQ(segment_score(.88), 0);
  EXPECT_EQ(segment_score(.87), 1);
  EXPECT_EQ(segment_score(.75), 2);
  EXPECT_EQ(segment_score(.61), 3);
  EXPECT_EQ(segment_score(.44), 4);
  SegmentValues absent{};
  EXPECT_EQ(summed_score(absent), 68);
}

TEST(Label, OfAngiographyIsLatentDisease) {
  for (size_t index = 0; index < 8; ++index) {
    const VirtualPatient patient = draw_patient({6, index}, tables().fields);
    const UptakeImage image = draw_uptake(patient, kStressCorrected, tables());
    EXPECT_EQ(is_cad(LabelMode::kAngiography, patient, image), patient.disease.latent);
  }
}

TEST(Label, OfAnExpertFollowsALargeDefect) {
  const VirtualPatient patient = find_patient([](const VirtualPatient&) { return true; });
  UptakeImage image;
  image.lesion_score = 20;  // eight deviations of the reader above the limit
  EXPECT_TRUE(is_cad(LabelMode::kExpert, patient, image));
  image.lesion_score = -20;
  EXPECT_FALSE(is_cad(LabelMode::kExpert, patient, image));
}

TEST(Label, ModesHaveNames) {
  EXPECT_EQ(find_label_mode("angiography"), LabelMode::kAngiography);
  EXPECT_THROW(find_label_mode("expret"), Error);
}

}  // namespace
}  // namespace myolens
