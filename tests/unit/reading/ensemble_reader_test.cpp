#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/random.h"
#include "myolens/explain/combined_map.h"
#include "myolens/explain/evidence.h"
#include "myolens/reading/case_reader.h"
#include "tests/support/drawn_screen.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"

namespace myolens {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

// Another head, so that the members answer differently.
ModelBundle second_bundle() {
  ModelBundle bundle = small_bundle();
  bundle.head = {{}, 0.0};
  bundle.temperature = 1.6;
  bundle.weights = filled_weights(build_classifier_graph(bundle).graph, {2, 5});
  return bundle;
}

ModelEnsemble ensemble_of(std::vector<ModelBundle> members, Combination combination) {
  ModelEnsemble ensemble;
  ensemble.description.combination = std::move(combination);
  ensemble.description.labels = members[0].labels;
  for (size_t i = 0; i < members.size(); ++i)
    ensemble.description.members.push_back(std::to_string(i));
  ensemble.members = std::move(members);
  return ensemble;
}

Combination stacked() {
  Combination combination;
  combination.rule = CombinationRule::kStacked;
  combination.weights = {0.75, 1.5};
  combination.intercept = 0.25;
  return combination;
}

PreparedMap map() { return prepare_screen({drawn_screen(1)}, "screen.png"); }

double probability(double logit) { return 1 / (1 + std::exp(-logit)); }

TEST(EnsembleReader, CombinesItsMembersAnswers) {
  const Picture picture{map().image};
  const double first = Classifier(small_bundle(), 1).predict(picture).logit;
  const double second = Classifier(second_bundle(), 1).predict(picture).logit / 1.6;
  ModelEnsemble mean = ensemble_of({small_bundle(), second_bundle()}, mean_of(2));
  const double expected = (probability(first) + probability(second)) / 2;
  mean.description.threshold = expected + 1e-9;
  const CaseReading reading = CaseReader(mean, 1).read(map());
  EXPECT_NEAR(reading.probability, expected, 1e-12);
  EXPECT_FALSE(reading.positive);
  EXPECT_EQ(reading.label, "non-CAD");
  EXPECT_THAT(reading.members, SizeIs(2));

  mean.description.threshold = expected - 1e-9;
  EXPECT_EQ(CaseReader(mean, 1).read(map()).label, "CAD");
  const CaseReading other =
      CaseReader(ensemble_of({small_bundle(), second_bundle()}, stacked()), 1).read(map());
  EXPECT_NEAR(other.probability, probability(0.25 + 0.75 * first + 1.5 * second), 1e-12);
}

TEST(EnsembleReader, OfOneMemberAnswersAndExplainsLikeIt) {
  CaseReader alone(small_bundle(), 1);
  CaseReader ensemble(ensemble_of({small_bundle()}, mean_of(1)), 1);
  const CaseReading expected = alone.read(map());
  const CaseReading found = ensemble.read(map());
  EXPECT_NEAR(found.probability, expected.probability, 1e-6) << "the softmax is one of floats";
  const CaseExplanation expected_map = alone.explain(expected);
  const CaseExplanation found_map = ensemble.explain(found);
  EXPECT_EQ(found_map.segment_remark, expected_map.segment_remark);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(found_map.map.territory_share[i], expected_map.map.territory_share[i], 0.02)
        << "what lies below zero is dropped behind the scaling, not before";
  }
}

// Without hidden layers CAM's mean over the picture is the evidence less the bias. Stacking sums
// the evidence, each over the member's temperature, so that the mean of its map is that sum too.
TEST(EnsembleReader, ExplainsTheSumOfItsMembersEvidence) {
  ModelBundle first = second_bundle();
  first.temperature = 0.8;
  first.weights = filled_weights(build_classifier_graph(first).graph, {7, 11});
  CaseReader reader(ensemble_of({first, second_bundle()}, stacked()), 1);
  const CaseReading reading = reader.read(map());
  const auto mean_of_cells = [&](size_t member) {
    const FloatImage cells = activation_map(CamMethod::kCam, reader.respond(reading, member));
    double sum = 0;
    for (const float value : cells.samples) sum += static_cast<double>(value);
    return sum / static_cast<double>(cells.samples.size());
  };
  const std::vector<MemberMap> maps{
      {activation_map(CamMethod::kGradCam, reader.respond(reading, 0)), 0.75 / 0.8},
      {activation_map(CamMethod::kGradCam, reader.respond(reading, 1)), 1.5 / 1.6}};
  // At the size of the cells nothing is scaled.
  const Size cells{maps[0].cells.width, maps[0].cells.height};
  const FloatImage sum = combined_map(CamMethod::kGradCam, maps, cells);
  double mean = 0;
  for (const float value : sum.samples)
    mean += static_cast<double>(value) / static_cast<double>(sum.samples.size());
  EXPECT_NEAR(mean, 0.75 / 0.8 * mean_of_cells(0) + 1.5 / 1.6 * mean_of_cells(1),
              1e-4 * std::abs(mean));

  const Image& picture = reading.map.image;
  const Explanation expected =
      explain_map(combined_map(CamMethod::kGradCam, maps, {picture.width, picture.height}),
                  picture.width, picture.height, reading.map.disc);
  const Explanation found = reader.explain(reading).map;
  EXPECT_EQ(found.has_positive_evidence, expected.has_positive_evidence);
  for (size_t i = 0; i < expected.signed_heat.samples.size(); ++i)
    ASSERT_NEAR(found.signed_heat.samples[i], expected.signed_heat.samples[i], 1e-5);
}

// The second member learned from noise, and knows no polar map.
TEST(EnsembleReader, AssessesOnlyWhatEveryMemberWould) {
  RandomStream random(1, "noise");
  std::vector<MapSignature> signatures;
  std::vector<size_t> folds;
  for (size_t i = 0; i < 2 * kLeastDomainMaps; ++i) {
    Image noise(64, 64, 3);
    for (uint8_t& value : noise.samples) value = static_cast<uint8_t>(random.below(256));
    signatures.push_back(map_signature(noise));
    folds.push_back(i % kDomainFolds);
  }
  ModelBundle stranger = second_bundle();
  stranger.domain = TrainingDomain::learn(signatures, folds);
  EXPECT_THAT(CaseReader(ensemble_of({small_bundle(), second_bundle()}, mean_of(2)), 1)
                  .prepare(map())
                  .refusals,
              SizeIs(0));
  const CaseReading one =
      CaseReader(ensemble_of({small_bundle(), stranger}, mean_of(2)), 1).prepare(map());
  EXPECT_THAT(one.refusals, testing::Not(SizeIs(0)));
  EXPECT_EQ(CaseReader(ensemble_of({stranger, stranger}, mean_of(2)), 1).prepare(map()).refusals,
            one.refusals)
      << "each reason once";
}

TEST(EnsembleReader, GivesEveryMemberTheClinicalValues) {
  const ModelBundle bundle = clinical_bundle();
  CaseReader alone(bundle, 1);
  CaseReader ensemble(ensemble_of({bundle, bundle}, mean_of(2)), 1);
  const ClinicalValues patient{{"age", "71"}, {"sex", "F"}};
  const CaseReading reading = ensemble.read(map(), patient);
  EXPECT_NEAR(reading.probability, alone.read(map(), patient).probability, 1e-6);
  EXPECT_GT(std::abs(reading.probability -
                     ensemble.read(map(), {{"age", "30"}, {"sex", "M"}}).probability),
            1e-6);
  EXPECT_EQ(ensemble.explain(reading).map.heat.width, map().image.width);
}

TEST(EnsembleReader, NeedsTheLayerAndTheClassInEveryMember) {
  ModelBundle other = small_bundle();
  other.backbone = "mobilenet";
  other.weights = filled_weights(build_classifier_graph(other).graph, {1, 3});
  const ModelEnsemble ensemble = ensemble_of({small_bundle(), other}, mean_of(2));
  EXPECT_THAT(
      [&] {
        CaseReader(ensemble, 1, {CamMethod::kGradCam, "conv3_block4_out", ""});
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("conv3_block4_out")));
  EXPECT_THAT(
      [&] {
        CaseReader(ensemble, 1, {CamMethod::kGradCam, "", "CAT"});
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("CAD")));
  CaseReader reader(ensemble, 1);
  EXPECT_EQ(reader.explain(reader.read(map())).map.heat.width, map().image.width)
      << "with cells of two sizes";
}

}  // namespace
}  // namespace myolens
