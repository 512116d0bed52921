#include "myolens/experiment/unknowing_heads.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/unit/experiment/drawn_run.h"

namespace myolens {
namespace {

TEST(UnknowingHeads, KeepTheBackboneButForTheRandomNetwork) {
  const DrawnRun& drawn = DrawnRun::shared();
  Classifier classifier(read_bundle(drawn.run().bundle()), 2);
  const ModelBundle& bundle = classifier.bundle();
  const PreparedCohort cohort = read_for_model(drawn.cohort(), bundle);
  std::vector<size_t> entries;
  for (size_t i = 0; i < cohort.cohort.entries.size(); ++i) entries.push_back(i);
  SilentProgress progress;
  constexpr uint64_t kOtherSeed = 2;  // than the run's, whose network starts from random values
  const PermutedHead permuted =
      with_permuted_labels(classifier, cohort, entries, kOtherSeed, progress);
  const WeightSet random_head = with_random_head(bundle, kOtherSeed);
  const WeightSet random = with_random_weights(bundle, kOtherSeed).weights;
  const auto is_kept = [&](const WeightSet& weights, const std::string& key) {
    return std::ranges::equal(weights.tensors().at(key).values,
                              bundle.weights.tensors().at(key).values);
  };
  for (const auto& [key, tensor] : bundle.weights.tensors()) {
    if (key.starts_with("head_")) continue;
    EXPECT_TRUE(is_kept(permuted.weights, key)) << key;
    EXPECT_TRUE(is_kept(random_head, key)) << key;
  }
  EXPECT_FALSE(is_kept(random, "conv1/kernel"));
  for (const WeightSet& weights : {permuted.weights, random_head, random})
    EXPECT_FALSE(is_kept(weights, "head_predictions/kernel"));
  EXPECT_FALSE(is_kept(permuted.weights, "head_predictions/bias"));
  check_weights(permuted.weights, classifier.network().graph, "permuted");
  EXPECT_GE(permuted.fitted_share, 0.5);
}

}  // namespace
}  // namespace myolens
