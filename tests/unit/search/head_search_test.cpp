#include "myolens/search/head_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

// Two clouds of features that a line parts: class 0 has a larger first feature.
struct TwoClouds {
  static constexpr size_t kSamples = 48;
  static constexpr LayerId kPooled = 7;

  explicit TwoClouds(float scale = 1.0f) : features({kPooled}, {draw(scale)}, kSamples) {}

  std::vector<float> draw(float scale) {
    std::vector<float> values;
    RandomStream random(5, "clouds");
    for (size_t i = 0; i < kSamples; ++i) {
      const int label = static_cast<int>(i % 2);
      labels.push_back(label);
      for (int j = 0; j < 6; ++j) {
        const double shift = j == 0 ? 3.0 - 6.0 * label : 0.0;
        values.push_back(scale * static_cast<float>(random.normal(shift, 1.0)));
      }
    }
    return values;
  }
  // The fold f of so many validates every sample whose half number leaves the rest f.
  HeadSearchData data(size_t count = 3) const {
    std::vector<Fold> folds(count);
    for (size_t i = 0; i < kSamples; ++i) {
      for (size_t fold = 0; fold < count; ++fold)
        (i / 2 % 3 == fold ? folds[fold].validation : folds[fold].training).push_back(i);
    }
    return {features, kPooled, labels, folds};
  }

  std::vector<int> labels;
  MemoryFeatures features;
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

HeadSearchResult search(const TwoClouds& clouds, int threads,
                        const Checkpoints* checkpoints = nullptr) {
  TrainingSettings training;
  training.threads = threads;
  SilentProgress progress;
  return search_head(clouds.data(), quick(), training, checkpoints, progress);
}

TEST(HeadSearch, FindsAHeadThatPartsTwoClouds) {
  const TwoClouds clouds;
  const HeadSearchResult result = search(clouds, 1);
  EXPECT_EQ(result.runs.size(), 9U + 3 + 1 + 5 + 1 + 3);
  const HeadTrialRun& best = result.runs[result.best];
  EXPECT_EQ(best.best.validation_accuracy, 1.0);
  for (const HeadTrialRun& run : result.runs) {
    EXPECT_LE(*best.best.validation_loss, *run.best.validation_loss);
    EXPECT_LE(run.best.epoch, run.run.rung.epochs);
  }
}

// The features beside it are noise; with a label of 0 or 1 as clinical value every head learns.
TEST(HeadSearch, ReadsClinicalValuesBesideTheFeatures) {
  constexpr LayerId kClinical = 8;
  const TwoClouds clouds;
  std::vector<float> noise;
  RandomStream random(6, "noise");
  for (size_t i = 0; i < TwoClouds::kSamples * 6; ++i)
    noise.push_back(static_cast<float>(random.normal(0, 1)));
  const MemoryFeatures pictures({TwoClouds::kPooled}, {noise}, TwoClouds::kSamples);
  std::vector<float> values;
  for (const int label : clouds.labels) values.push_back(label == 0 ? 1.0F : -1.0F);
  const FeaturesWithClinical both(pictures, kClinical, values, 1);
  HeadSearchSettings settings = quick();
  settings.hyperband.maximal_epochs = 27;
  SilentProgress progress;
  const auto best = [&](const FeatureSource& features, std::optional<LayerId> clinical) {
    const HeadSearchData data{
        features, TwoClouds::kPooled, clouds.labels, clouds.data().folds, 1, "", clinical};
    const HeadSearchResult result = search_head(data, settings, {}, nullptr, progress);
    EXPECT_EQ(result.runs[result.best].configuration.head.clinical_units, 8);
    return *result.runs[result.best].best.validation_accuracy;
  };
  EXPECT_EQ(best(both, kClinical), 1.0);
  EXPECT_LT(best(pictures, {}), 0.8);
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
      EXPECT_LE(*later.best.validation_loss, *earlier.best.validation_loss);
    }
  }
}

TEST(HeadSearch, SaysWhenEveryTrialDiverges) {
  const TwoClouds clouds(1e38F);
  EXPECT_THAT([&] { search(clouds, 2); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("no number")));
}

// At a rate near 1, plain descent on features of this size overflows; at 1e-3 it does not.
TEST(HeadSearch, GoesOnWhenSomeTrialsDiverge) {
  const TwoClouds clouds(1e4F);
  HeadSearchSettings settings = quick();
  TrainingSettings training;
  training.optimiser.kind = OptimiserKind::kSgd;
  settings.space.hidden_layers = {2};
  settings.space.least_a = 0.5;
  settings.space.most_a = 9.5;
  SilentProgress progress;
  const HeadSearchResult result = search_head(clouds.data(), settings, training, nullptr, progress);
  EXPECT_TRUE(result.runs[result.best].best.validation_loss.has_value());
  EXPECT_EQ(result.runs.size(), 22U);
}

// One fold, trained and judged by hand: the trial's streams and its pooled score.
TEST(HeadSearch, JudgesATrialByAllFoldsTogether) {
  const TwoClouds clouds;
  SilentProgress progress;
  HeadSearchSettings settings = quick();
  settings.hyperband = {.maximal_epochs = 1, .factor = 3};  // one trial of one epoch
  const auto loss = [&](const HeadSearchData& data) {
    return *search_head(data, settings, {}, nullptr, progress).runs.at(0).best.validation_loss;
  };
  HeadSearchData three = clouds.data();
  HeadSearchData first = clouds.data();
  first.folds.resize(1);
  HeadSearchData twice = clouds.data();
  twice.folds = {three.folds[0], three.folds[0]};
  EXPECT_NE(loss(three), loss(first));
  // The second copy trains with random numbers of its own fold: close to the first, not equal.
  EXPECT_NEAR(loss(twice), loss(first), 0.2 * loss(first));
}

TEST(HeadSearch, GoesOnWithTheBracketsThatWereSaved) {
  const TwoClouds clouds;
  const TemporaryFolder folder;
  const Checkpoints checkpoints(folder / "state", std::chrono::seconds(0));
  const HeadSearchResult whole = search(clouds, 2, &checkpoints);
  std::filesystem::remove(folder / "state" / "search-bracket-1.json");
  const HeadSearchResult again = search(clouds, 2, &checkpoints);
  ASSERT_EQ(again.runs.size(), whole.runs.size());
  EXPECT_EQ(again.best, whole.best);
  for (size_t i = 0; i < whole.runs.size(); ++i) {
    EXPECT_EQ(again.runs[i].best.validation_loss, whole.runs[i].best.validation_loss);
    EXPECT_EQ(again.runs[i].best.epoch, whole.runs[i].best.epoch);
    EXPECT_EQ(again.runs[i].configuration.head.hidden_units,
              whole.runs[i].configuration.head.hidden_units);
    EXPECT_EQ(again.runs[i].run.rung.epochs, whole.runs[i].run.rung.epochs);
  }
}

}  // namespace
}  // namespace myolens
