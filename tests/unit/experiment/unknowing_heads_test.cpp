#include "myolens/experiment/unknowing_heads.h"

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
  const PermutedHead permuted = with_permuted_labels(classifier, cohort, entries, 1, progress);
  const WeightSet random_head = with_random_head(bundle, 1);
  const WeightSet random = with_random_weights(bundle, 1).weights;
  for (const auto& [key, tensor] : bundle.weights.tensors()) {
    const std::vector<float> kept(tensor.values.begin(), tensor.values.end());
    const auto is_kept = [&](const WeightSet& weights) {
      const auto& values = weights.tensors().at(key).values;
      return std::vector<float>(values.begin(), values.end()) == kept;
    };
    const bool head = key == "head_predictions/kernel";
    EXPECT_EQ(is_kept(permuted.weights), !head && key != "head_predictions/bias") << key;
    if (head || !key.starts_with("head_")) EXPECT_EQ(is_kept(random_head), !head) << key;
    if (key == "conv1/kernel") EXPECT_FALSE(is_kept(random));
  }
  check_weights(permuted.weights, classifier.network().graph, "permuted");
  EXPECT_GE(permuted.fitted_share, 0.5);
}

}  // namespace
}  // namespace myolens
