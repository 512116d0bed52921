// One stage with a scripted tail: what it is given, and which epoch is kept.
#include "myolens/training/stage.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <set>

#include "myolens/base/file.h"
#include "myolens/training/checkpoints.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

constexpr size_t kBatch = 4;
const std::vector<size_t> kTraining{0, 2, 4, 6, 8, 10, 12, 14, 16, 18};  // batches of 4, 4 and 2
const std::vector<size_t> kValidation{1, 3, 5, 7, 9};
constexpr size_t kBatchesPerEpoch = 3;

// Sample i has the features (i, its label).
struct Samples {
  static constexpr size_t kCount = 20;
  std::vector<int> labels;
  MemoryFeatures features = make();

  MemoryFeatures make() {
    std::vector<float> values;
    for (size_t i = 0; i < kCount; ++i) {
      labels.push_back(i % 3 == 0 ? 0 : 1);
      values.push_back(static_cast<float>(i));
      values.push_back(static_cast<float>(labels.back()));
    }
    return {{7}, {values}, kCount};
  }
};

// Plays the validation losses of a script, one per epoch from epoch 0 on, the same for every
// sample, and writes down what it is asked. Its "weights" are the number of steps taken.
class ScriptedTail final : public TrainableTail {
 public:
  explicit ScriptedTail(std::vector<double> losses) : losses_(std::move(losses)) {}

  StepResult step(const TailBatch& batch, std::span<const int> labels, double learning_rate,
                  uint64_t dropout_seed) override {
    std::vector<size_t> rows;
    for (size_t i = 0; i < batch.samples; ++i) {
      rows.push_back(static_cast<size_t>(batch.inputs[0][2 * i]));
      labels_match &= labels[i] == static_cast<int>(batch.inputs[0][2 * i + 1]);
    }
    batches.push_back(rows);
    rates.push_back(learning_rate);
    dropout_seeds.push_back(dropout_seed);
    // A batch of four loses 1 per sample and gets one right, the rest of two loses 4 and gets two
    // right.
    if (batches.size() == broken_step) return {std::numeric_limits<double>::infinity(), 0};
    return batch.samples == kBatch ? StepResult{1, 1} : StepResult{4, 2};
  }

  // The true class leads by a margin m with log(1 + exp(-m)) = the loss of the script.
  std::vector<std::vector<float>> forward(const TailBatch& batch) override {
    const double loss = losses_.at(batches.size() / kBatchesPerEpoch);
    const auto margin = static_cast<float>(-std::log(std::expm1(loss)));
    std::vector<float> logits(2 * batch.samples, 0.0f);
    for (size_t i = 0; i < batch.samples; ++i) {
      judged.insert(static_cast<size_t>(batch.inputs[0][2 * i]));
      logits[2 * i + static_cast<size_t>(batch.inputs[0][2 * i + 1])] = margin;
    }
    return {logits};
  }

  std::vector<std::vector<float>> input_gradient(const TailBatch&,
                                                 std::span<const double>) override {
    return {};  // no stage asks
  }

  WeightSet trained_weights() const override {
    WeightSet weights;
    weights.set("head", "steps", make_tensor({1}, {static_cast<float>(batches.size())}));
    return weights;
  }

  TailState state() const override {
    return {trained_weights(), {}, static_cast<int64_t>(batches.size())};
  }
  void restore(const TailState& state) override {
    restored = static_cast<size_t>(state.steps);
    batches.resize(restored);
  }

  std::vector<std::vector<size_t>> batches;
  size_t restored = 0;  // steps that a saved state had taken
  std::vector<double> rates;
  std::vector<uint64_t> dropout_seeds;
  std::set<size_t> judged;
  bool labels_match = true;
  size_t broken_step = 0;  // whose loss is infinite; counted from 1

 private:
  std::vector<double> losses_;
};

StageResult run(ScriptedTail& tail, StageOptions options, const std::vector<size_t>& validation,
                const std::vector<size_t>& watched = {}) {
  const Samples samples;
  options.learning_rate = 0.25;
  options.batch_size = kBatch;
  SilentProgress progress;
  return run_stage(tail, {7}, {samples.features, samples.labels, kTraining, validation, watched},
                   options, progress);
}

StageResult run(ScriptedTail& tail, int epochs, uint64_t seed = 1,
                const std::string& name = "warm-up", int patience = 0) {
  StageOptions options;
  options.name = name;
  options.epochs = epochs;
  options.seed = seed;
  options.patience = patience;
  return run(tail, options, kValidation);
}

std::vector<size_t> rows_of(const ScriptedTail& tail, size_t epoch) {
  std::vector<size_t> rows;
  for (size_t i = 0; i < kBatchesPerEpoch; ++i) {
    const auto& batch = tail.batches[epoch * kBatchesPerEpoch + i];
    rows.insert(rows.end(), batch.begin(), batch.end());
  }
  return rows;
}

TEST(Stage, KeepsTheWeightsOfTheBestEpoch) {
  ScriptedTail tail({0.9, 0.7, 0.4, 0.5, 0.4, 0.8});
  const StageResult result = run(tail, 5);
  std::vector<double> losses;
  for (const EpochScores& epoch : result.history) losses.push_back(*epoch.validation_loss);
  EXPECT_THAT(losses,
              ElementsAre(DoubleNear(0.9, 1e-6), DoubleNear(0.7, 1e-6), DoubleNear(0.4, 1e-6),
                          DoubleNear(0.5, 1e-6), DoubleNear(0.4, 1e-6), DoubleNear(0.8, 1e-6)));
  EXPECT_EQ(result.kept, 2U);  // the first of the equal ones
  EXPECT_THAT(result.weights.at("head", "steps").values, ElementsAre(2.0f * kBatchesPerEpoch));
}

TEST(Stage, KeepsTheStartWhenNoEpochIsBetter) {
  ScriptedTail tail({0.3, 0.7, 0.4});
  const StageResult result = run(tail, 2);
  EXPECT_EQ(result.kept, 0U);
  EXPECT_THAT(result.weights.at("head", "steps").values, ElementsAre(0));
}

TEST(Stage, NeverStepsOnValidationSamples) {
  ScriptedTail tail({0.9, 0.8, 0.7});
  run(tail, 2);
  for (const size_t epoch : {0, 1})
    EXPECT_THAT(rows_of(tail, epoch), UnorderedElementsAreArray(kTraining));
  EXPECT_THAT(tail.judged, UnorderedElementsAreArray(kValidation));
}

TEST(Stage, GivesEveryBatchItsOwnLabelsRateAndDropoutSeed) {
  ScriptedTail tail({0.9, 0.8, 0.7});
  run(tail, 2);
  EXPECT_TRUE(tail.labels_match);
  EXPECT_THAT(tail.rates, Each(0.25));
  EXPECT_EQ(std::set<uint64_t>(tail.dropout_seeds.begin(), tail.dropout_seeds.end()).size(),
            2 * kBatchesPerEpoch);
  std::vector<size_t> sizes;
  for (size_t i = 0; i < kBatchesPerEpoch; ++i) sizes.push_back(tail.batches[i].size());
  EXPECT_THAT(sizes, ElementsAre(4, 4, 2));
}

TEST(Stage, DrawsItsOrderByEpochSeedAndName) {
  const std::vector<double> losses{0.9, 0.8, 0.7};
  ScriptedTail first(losses), again(losses), other_seed(losses), other_name(losses);
  run(first, 2);
  run(again, 2);
  run(other_seed, 2, 2);
  run(other_name, 2, 1, "fine-tuning");
  EXPECT_EQ(first.batches, again.batches);
  EXPECT_EQ(first.dropout_seeds, again.dropout_seeds);
  EXPECT_NE(rows_of(first, 0), rows_of(first, 1));
  EXPECT_NE(first.batches, other_seed.batches);
  EXPECT_NE(first.batches, other_name.batches);
}

// Mean over the epoch's samples: (4 * 1 + 4 * 1 + 2 * 4) / 10; (1 + 1 + 2) / 10 right.
TEST(Stage, ReportsTheRunningMeanOverTheEpochsSamples) {
  ScriptedTail tail({0.9, 0.8});
  const StageResult result = run(tail, 1);
  EXPECT_FALSE(result.history[0].training_loss);
  EXPECT_FALSE(result.history[0].training_accuracy);
  EXPECT_DOUBLE_EQ(*result.history[1].training_loss, 1.6);
  EXPECT_DOUBLE_EQ(*result.history[1].training_accuracy, 0.4);
}

// A loss above log 2 means that the wrong class leads.
TEST(Stage, ReportsTheShareOfRightCalls) {
  ScriptedTail tail({0.9, 0.5});
  const StageResult result = run(tail, 1);
  EXPECT_EQ(result.history[0].validation_accuracy, 0);
  EXPECT_EQ(result.history[1].validation_accuracy, 1);
}

struct PatienceCase {
  std::vector<double> losses;
  int patience;
  size_t trained;
  size_t best;
};

TEST(Stage, EndsWhenNoEpochWasBetterForThePatience) {
  const std::vector<PatienceCase> cases{
      {{0.9, 0.8, 0.7, 0.75, 0.72, 0.6}, 2, 4, 2},  // the sixth would have been better
      {{0.9, 0.8, 0.7, 0.75, 0.72, 0.6}, 3, 5, 5}, {{0.9, 0.8, 0.7, 0.75, 0.72, 0.6}, 0, 5, 5},
      {{0.5, 0.8, 0.7, 0.6, 0.4, 0.3}, 1, 1, 0},  // the start is the one to beat
      {{0.9, 0.8, 0.8, 0.7, 0.6, 0.5}, 1, 2, 1},  // an equal one is not better
  };
  for (const PatienceCase& c : cases) {
    ScriptedTail tail(c.losses);
    const StageResult result = run(tail, 5, 1, "warm-up", c.patience);
    EXPECT_EQ(result.history.size(), c.trained + 1);
    EXPECT_EQ(result.kept, c.best);
    EXPECT_EQ(tail.batches.size(), c.trained * kBatchesPerEpoch);
  }
}

TEST(Stage, StopsAtAnInfiniteLossAndSaysWhere) {
  ScriptedTail tail({0.9, 0.8, 0.7});
  tail.broken_step = kBatchesPerEpoch + 2;
  EXPECT_THAT([&] { run(tail, 2, 1, "fine-tuning"); },
              FailsWith(ErrorCode::kInvalidArgument,
                        AllOf(HasSubstr("fine-tuning"), HasSubstr("epoch 2, batch 2 of 3 is inf"),
                              HasSubstr("learning rate 0.25"))));
}

TEST(Stage, StopsWhenTheLastStepOfAnEpochBrokeTheWeights) {
  ScriptedTail tail({0.9, std::numeric_limits<double>::quiet_NaN()});
  EXPECT_THAT([&] { run(tail, 1); },
              FailsWith(ErrorCode::kInvalidArgument,
                        AllOf(HasSubstr("validation loss after epoch 1"), HasSubstr("nan"))));
}

TEST(Stage, ScoresTheStartOnlyWhenThereAreNoEpochs) {
  ScriptedTail tail({0.9});
  EXPECT_EQ(run(tail, 0).history.size(), 1U);
  EXPECT_THAT(tail.batches, IsEmpty());
}

// The true class leads by the margin of the script's loss.
TEST(Stage, RecordsTheLogitsOfValidationAndWatchedSamples) {
  ScriptedTail tail({0.9, 0.5});
  StageOptions options;
  options.name = "warm-up";
  options.epochs = 1;
  const std::vector<size_t> watched{11, 12};  // labels 1 and 0
  const StageResult result = run(tail, options, kValidation, watched);
  ASSERT_EQ(result.logits.size(), 2U);
  EXPECT_EQ(result.logits[1].validation.size(), 2 * kValidation.size());
  const auto margin = static_cast<float>(-std::log(std::expm1(0.5)));
  EXPECT_THAT(result.logits[1].watched, ElementsAre(0, margin, margin, 0));
}

TEST(Stage, KeepsTheLastEpochWhenNothingJudges) {
  ScriptedTail tail({0.1, 0.7, 0.9});
  StageOptions options;
  options.name = "warm-up";
  options.epochs = 2;
  const StageResult result = run(tail, options, {});
  EXPECT_EQ(result.kept, 2U);
  EXPECT_FALSE(result.history[2].validation_loss);
  EXPECT_THAT(result.weights.at("head", "steps").values, ElementsAre(2.0f * kBatchesPerEpoch));
}

// Four rows per sample: row 4 i + v holds (i, v).
TEST(Stage, TrainsOnVariantsAndJudgesThePicturesThemselves) {
  constexpr size_t kVariants = 4;
  std::vector<float> values;
  for (size_t row = 0; row < 20 * kVariants; ++row) {
    values.push_back(static_cast<float>(row / kVariants));
    values.push_back(static_cast<float>(row % kVariants));
  }
  const MemoryFeatures features({7}, {values}, 20 * kVariants);
  const std::vector<int> labels(20, 0);
  class Tail final : public TrainableTail {
   public:
    StepResult step(const TailBatch& batch, std::span<const int>, double, uint64_t) override {
      for (size_t i = 0; i < batch.samples; ++i)
        trained.insert(static_cast<int>(batch.inputs[0][2 * i + 1]));
      return {1, 0};
    }
    std::vector<std::vector<float>> forward(const TailBatch& batch) override {
      for (size_t i = 0; i < batch.samples; ++i)
        judged.insert(static_cast<int>(batch.inputs[0][2 * i + 1]));
      return {std::vector<float>(2 * batch.samples, 0.0f)};
    }
    std::vector<std::vector<float>> input_gradient(const TailBatch&,
                                                   std::span<const double>) override {
      return {};
    }
    WeightSet trained_weights() const override { return {}; }
    TailState state() const override { return {}; }
    void restore(const TailState&) override {}
    std::set<int> trained;
    std::set<int> judged;
  } tail;
  StageOptions options;
  options.name = "warm-up";
  options.epochs = 4;
  SilentProgress progress;
  run_stage(tail, {7}, {features, labels, kTraining, kValidation, {}, kVariants}, options,
            progress);
  EXPECT_THAT(tail.trained, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(tail.judged, ElementsAre(0));
}

class SavedStages : public testing::Test {
 protected:
  StageOptions options(const Checkpoints& checkpoints, int epochs) const {
    StageOptions options;
    options.name = "fold 1/warm-up";
    options.epochs = epochs;
    options.checkpoints = &checkpoints;
    return options;
  }
  static constexpr std::chrono::seconds kAlways{0};

  TemporaryFolder folder_;
};

// A stage that dies in its fourth epoch has three epochs on disk; the next process trains the rest
// in the same order as a stage that never stopped.
TEST_F(SavedStages, GoOnWhereTheyWere) {
  const std::vector<double> losses{0.9, 0.8, 0.5, 0.6, 0.7, 0.4};
  const Checkpoints checkpoints(folder_ / "state", kAlways);
  ScriptedTail whole(losses);
  const Checkpoints elsewhere(folder_ / "other", kAlways);
  const StageResult expected = run(whole, options(elsewhere, 5), kValidation);

  ScriptedTail first(losses);
  first.broken_step = 3 * kBatchesPerEpoch + 2;
  EXPECT_THROW(run(first, options(checkpoints, 5), kValidation), Error);
  ScriptedTail second(losses);
  const StageResult result = run(second, options(checkpoints, 5), kValidation);
  EXPECT_EQ(second.restored, 3 * kBatchesPerEpoch);
  EXPECT_GT(result.earlier_seconds, 0) << "of the three epochs on disk";
  EXPECT_GT(result.seconds, result.earlier_seconds);
  for (size_t i = second.restored; i < second.batches.size(); ++i)
    EXPECT_EQ(second.batches[i], whole.batches[i]);
  ASSERT_EQ(result.history.size(), expected.history.size());
  for (size_t i = 0; i < expected.history.size(); ++i) {
    EXPECT_EQ(result.history[i].training_loss, expected.history[i].training_loss);
    EXPECT_EQ(result.history[i].validation_loss, expected.history[i].validation_loss);
    EXPECT_EQ(result.logits[i].validation, expected.logits[i].validation);
  }
  EXPECT_EQ(result.kept, expected.kept);
  EXPECT_THAT(result.weights.at("head", "steps").values,
              testing::ElementsAreArray(expected.weights.at("head", "steps").values));
}

TEST_F(SavedStages, AreNotTrainedAgainWhenTheyAreOver) {
  const Checkpoints checkpoints(folder_ / "state", kAlways);
  ScriptedTail first({0.9, 0.8, 0.5});
  const StageResult expected = run(first, options(checkpoints, 2), kValidation);
  ScriptedTail second({});
  const StageResult result = run(second, options(checkpoints, 2), kValidation);
  EXPECT_THAT(second.batches, IsEmpty());
  EXPECT_EQ(result.seconds, expected.seconds);
  EXPECT_EQ(result.earlier_seconds, expected.seconds);
  EXPECT_EQ(result.kept, expected.kept);
  EXPECT_EQ(result.history.size(), 3U);
}

TEST_F(SavedStages, NameADamagedFile) {
  const Checkpoints checkpoints(folder_ / "state", kAlways);
  ScriptedTail tail({0.9, 0.8});
  run(tail, options(checkpoints, 1), kValidation);
  const auto file = folder_ / "state" / "fold-1_warm-up.safetensors";
  write_file(file, std::string_view("no such thing"));
  EXPECT_THAT([&] { checkpoints.load("fold 1/warm-up"); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("fold-1_warm-up")));
}

}  // namespace
}  // namespace myolens
