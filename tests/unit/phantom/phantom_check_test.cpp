// The measuring tools of bench/phantom_check, and what they say of clinical features.
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "bench/phantom_check_clinical.h"
#include "bench/phantom_check_forest.h"
#include "bench/phantom_check_logistic.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

FeatureRows pointers(const std::vector<FeatureRow>& rows) {
  FeatureRows result;
  for (const FeatureRow& row : rows) result.push_back(&row);
  return result;
}

Scorer small_forest(const FeatureRows& training) {
  return fit_random_forest(training, {.trees = 60});
}

// With one yes-or-no feature the likelihood is largest at the observed shares.
TEST(LogisticRegression, GivesTheSharesOfOneBinaryFeature) {
  std::vector<FeatureRow> rows;
  for (int i = 0; i < 40; ++i) rows.push_back({{0}, i < 10, ""});
  for (int i = 0; i < 40; ++i) rows.push_back({{1}, i < 30, ""});
  const Scorer score = fit_logistic_regression(pointers(rows));
  EXPECT_NEAR(score({0}), .25, .001);  // the ridge draws both a little to .5
  EXPECT_NEAR(score({1}), .75, .001);
}

// Neither feature alone says anything.
TEST(RandomForest, LearnsAnExclusiveOr) {
  RandomStream random(1, "xor");
  std::vector<FeatureRow> rows;
  for (int i = 0; i < 200; ++i) {
    const double x = random.uniform();
    const double y = random.uniform();
    rows.push_back({{x, y}, (x > .5) != (y > .5), std::to_string(i)});
  }
  EXPECT_GT(cross_validated_auc(rows, 5, RandomStream(1, "folds"), small_forest), .95);
}

TEST(RandomForest, WeighsARareClassAsMuchAsTheOther) {
  std::vector<FeatureRow> rows;
  for (int i = 0; i < 100; ++i) rows.push_back({{0}, i < 10, ""});
  EXPECT_NEAR(fit_random_forest(pointers(rows), {.trees = 200})({0}), .5, .03);
}

// Two equal rows per group: whoever splits groups knows every answer.
TEST(CrossValidation, KeepsGroupsWhole) {
  RandomStream random(2, "groups");
  std::vector<FeatureRow> rows;
  for (int group = 0; group < 100; ++group) {
    const std::vector<double> features{random.uniform(), random.uniform()};
    const bool positive = group % 2 == 0;
    for (int i = 0; i < 2; ++i) rows.push_back({features, positive, std::to_string(group)});
  }
  // Chance for 50 against 50 groups: .5 with a standard error of .058.
  EXPECT_NEAR(cross_validated_auc(rows, 5, RandomStream(2, "folds"), small_forest), .5, .18);
  for (size_t i = 0; i < rows.size(); ++i) rows[i].group = std::to_string(i);
  EXPECT_GT(cross_validated_auc(rows, 5, RandomStream(2, "folds"), small_forest), .8);
}

TEST(CrossValidation, RefusesMoreFoldsThanGroups) {
  const std::vector<FeatureRow> rows{{{0}, true, "a"}, {{1}, false, "b"}};
  EXPECT_THROW(cross_validated_auc(rows, 2, RandomStream(1, "folds"), small_forest), Error);
}

// Published: .66 to .76 for obstructive disease (Miller, doi 10.1007/s12350-022-03012-6). With 4000
// patients the standard error is .008.
TEST(ClinicalFeatures, SayAsMuchOfDiseaseAsPublished) {
  RandomStream random(3, "latent");
  std::vector<FeatureRow> rows;
  for (int i = 0; i < 4000; ++i) {
    const bool latent = random.chance(.6);
    const auto clinical =
        draw_clinical_features(latent, RandomStream(3, "clinical " + std::to_string(i)));
    rows.push_back({clinical_values(clinical), latent, std::to_string(i)});
  }
  const double auc = clinical_auc(rows, 1);
  EXPECT_GT(auc, .66);
  EXPECT_LT(auc, .76);
}

}  // namespace
}  // namespace myolens
