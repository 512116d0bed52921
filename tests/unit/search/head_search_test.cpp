#include "myolens/search/head_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

// Two clouds of features that a line parts: class 0 has a larger first feature.
struct TwoClouds {
  TwoClouds() {
    RandomStream random(5, "clouds");
    features.layers = {0};
    features.samples = 48;
    features.values.resize(1);
    for (size_t i = 0; i < features.samples; ++i) {
      const int label = static_cast<int>(i % 2);
      labels.push_back(label);
      (i < 32 ? training : validation).push_back(i);
      for (int j = 0; j < 6; ++j) {
        const double shift = j == 0 ? 3.0 - 6.0 * label : 0.0;
        features.values[0].push_back(static_cast<float>(random.normal(shift, 1.0)));
      }
    }
  }
  StageData data() const { return {features, labels, training, validation}; }

  FrozenFeatures features;
  std::vector<int> labels;
  std::vector<size_t> training;
  std::vector<size_t> validation;
};

HeadSearchSettings quick() {
  HeadSearchSettings settings;
  settings.hyperband = {.maximal_epochs = 9, .factor = 3};
  settings.space.units = {4, 8};
  settings.space.batch_sizes = {4, 8};
  settings.space.least_a = 1.5;
  settings.space.most_a = 3.0;
  return settings;
}

HeadSearchResult search(const TwoClouds& clouds, int threads) {
  TrainingSettings training;
  training.threads = threads;
  SilentProgress progress;
  return search_head(clouds.data(), quick(), training, progress);
}

TEST(HeadSearch, FindsAHeadThatPartsTwoClouds) {
  const TwoClouds clouds;
  const HeadSearchResult result = search(clouds, 1);
  EXPECT_EQ(result.runs.size(), 9U + 3 + 1 + 5 + 1 + 3);
  const HeadTrialRun& best = result.runs[result.best];
  EXPECT_EQ(best.best.validation_accuracy, 1.0);
  for (const HeadTrialRun& run : result.runs) {
    EXPECT_LE(best.best.validation_loss, run.best.validation_loss);
    EXPECT_LE(run.best.epoch, run.run.rung.epochs);
  }
}

TEST(HeadSearch, DoesNotDependOnTheNumberOfThreads) {
  const TwoClouds clouds;
  const HeadSearchResult one = search(clouds, 1);
  const HeadSearchResult two = search(clouds, 2);
  EXPECT_EQ(one.best, two.best);
  ASSERT_EQ(one.runs.size(), two.runs.size());
  for (size_t i = 0; i < one.runs.size(); ++i) {
    EXPECT_EQ(one.runs[i].best.validation_loss, two.runs[i].best.validation_loss) << i;
  }
}

// What a trial showed in an early rung stays known: its best epoch never gets worse.
TEST(HeadSearch, GoesOnWhereATrialStopped) {
  const TwoClouds clouds;
  const HeadSearchResult result = search(clouds, 2);
  for (const HeadTrialRun& later : result.runs) {
    for (const HeadTrialRun& earlier : result.runs) {
      if (earlier.run.trial != later.run.trial || earlier.run.rung.rung >= later.run.rung.rung)
        continue;
      EXPECT_LE(later.best.validation_loss, earlier.best.validation_loss);
    }
  }
}

TEST(HeadSearch, SaysWhenEveryTrialDiverges) {
  TwoClouds clouds;
  for (float& value : clouds.features.values[0]) value *= 1e38F;
  EXPECT_THAT([&] { search(clouds, 2); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("no number")));
}

// At a rate near 1, plain descent on features of this size overflows; at 1e-3 it does not.
TEST(HeadSearch, GoesOnWhenSomeTrialsDiverge) {
  TwoClouds clouds;
  for (float& value : clouds.features.values[0]) value *= 1e4F;
  HeadSearchSettings settings = quick();
  TrainingSettings training;
  training.optimiser.kind = OptimiserKind::kSgd;
  settings.space.hidden_layers = {2};
  settings.space.least_a = 0.5;
  settings.space.most_a = 9.5;
  SilentProgress progress;
  const HeadSearchResult result = search_head(clouds.data(), settings, training, progress);
  EXPECT_TRUE(std::isfinite(result.runs[result.best].best.validation_loss));
  EXPECT_EQ(result.runs.size(), 22U);
}

TEST(HeadSearch, NeedsPooledFeaturesOnly) {
  TwoClouds clouds;
  clouds.features.layers = {0, 1};
  SilentProgress progress;
  EXPECT_THAT([&] { search_head(clouds.data(), quick(), {}, progress); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("pooled features")));
}

}  // namespace
}  // namespace myolens
