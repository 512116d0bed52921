#include "myolens/training/fit.h"

#include <cmath>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "myolens/backbones/catalogue.h"
#include "myolens/classifier/classifier.h"
#include "myolens/engine/softmax.h"
#include "myolens/imaging/codec.h"
#include "myolens/training/checkpoints.h"
#include "myolens/training/frozen_features.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"
#include "tests/unit/training/drawn_images.h"

namespace myolens {
namespace {

using testing::HasSubstr;

TrainingSettings quick_settings() {
  TrainingSettings settings;
  settings.head = {{16}, 0.2};
  settings.a = 3;
  settings.warm_up_epochs = 12;
  settings.fine_tuning_epochs = 3;
  settings.batch_size = 6;
  settings.threads = 2;
  return settings;
}

// As a run starts: weights of the backbone only.
ModelBundle untrained_bundle() {
  ModelBundle bundle = small_bundle();
  const Graph backbone =
      build_backbone(find_backbone(bundle.backbone), {.input_size = bundle.input_size});
  bundle.weights = weights_for(bundle.weights, backbone, "filled");
  return bundle;
}

constexpr size_t kPictures = 24;

// What a run knows before its fits.
class Network {
 public:
  Network(const std::vector<std::filesystem::path>& files, const TrainingSettings& settings)
      : settings_(settings), bundle_(untrained_bundle()) {
    bundle_.head = settings.head;
    network_ = build_classifier_graph(bundle_);
    start_ = initial_weights(network_.graph, settings.seed);
    start_.update(bundle_.weights);
    plans_ = plan_stages(network_, build_backbone(bundle_), Strategy::kTwoStage, settings);
    SilentProgress progress;
    features_ = open_frozen_features(bundle_, network_.graph, {live_layers(plans_)},
                                     rows_of_files(files, {}, 2), {}, {.threads = 2}, progress);
  }

  FitTask task(const std::vector<int>& labels, const Checkpoints* checkpoints = nullptr) const {
    return {network_, start_, plans_, *features_, labels, 1, settings_, checkpoints};
  }

  ModelBundle trained(const WeightSet& weights) const {
    ModelBundle bundle = bundle_;
    bundle.weights = start_;
    bundle.weights.update(weights);
    return bundle;
  }

  const std::vector<StagePlan>& plans() const { return plans_; }

 private:
  TrainingSettings settings_;
  ModelBundle bundle_;
  ClassifierGraph network_;
  WeightSet start_;
  std::vector<StagePlan> plans_;
  std::unique_ptr<FeatureSource> features_;
};

// Two thirds train, the rest is for validation.
FitParts simple_parts() {
  FitParts parts;
  for (size_t i = 0; i < kPictures; ++i)
    (3 * i < 2 * kPictures ? parts.training : parts.validation).push_back(i);
  return parts;
}

struct Trained {
  ModelBundle bundle;
  FitResult result;
  std::vector<StagePlan> plans;
};

// Training takes seconds, so that the tests share two runs of the same seed.
class TwoStageTraining : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    images_ = drawn_images(*folder_, kPictures);
    first_ = train(quick_settings());
    second_ = train(quick_settings());
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static Trained train(const TrainingSettings& settings) {
    const Network network(images_.files, settings);
    SilentProgress progress;
    const FitResult result = fit(network.task(images_.labels), simple_parts(), {}, progress);
    return {network.trained(result.weights), result, network.plans()};
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline DrawnImages images_;
  static inline Trained first_;
  static inline Trained second_;
};

bool equal_bits(const Tensor& a, const Tensor& b) {
  return a.values.size() == b.values.size() &&
         std::memcmp(a.values.data(), b.values.data(), a.values.size_bytes()) == 0;
}

TEST_F(TwoStageTraining, RepeatsBitForBit) {
  for (const auto& [key, tensor] : first_.bundle.weights.tensors()) {
    EXPECT_TRUE(equal_bits(tensor, second_.bundle.weights.tensors().at(key))) << key;
  }
  for (const size_t stage : {0, 1}) {
    const auto& history = first_.result.stages[stage].history;
    const auto& again = second_.result.stages[stage].history;
    ASSERT_EQ(history.size(), again.size());
    for (size_t i = 0; i < history.size(); ++i) {
      EXPECT_EQ(history[i].training_loss, again[i].training_loss);
      EXPECT_EQ(history[i].validation_loss, again[i].validation_loss);
    }
  }
}

TEST_F(TwoStageTraining, LearnsWhatThePicturesShow) {
  const auto& warm_up = first_.result.stages[0];
  ASSERT_EQ(warm_up.history.size(), 13U);
  EXPECT_LT(*warm_up.history[warm_up.kept].validation_loss,
            0.8 * *warm_up.history[0].validation_loss);
  EXPECT_LT(*warm_up.history.back().training_loss, *warm_up.history[1].training_loss);
}

// Two paths to the same logits: cached features through the tail, and the whole network at once.
TEST_F(TwoStageTraining, StartsFineTuningAtTheBestEpochOfWarmUp) {
  const auto& warm_up = first_.result.stages[0];
  const auto& fine_tuning = first_.result.stages[1];
  ASSERT_EQ(fine_tuning.history.size(), 4U);
  EXPECT_NEAR(*fine_tuning.history[0].validation_loss,
              *warm_up.history[warm_up.kept].validation_loss, 1e-5);
}

TEST_F(TwoStageTraining, LeavesTheBestEpochInTheBundle) {
  Classifier classifier(first_.bundle, 2);
  double loss = 0;
  for (const size_t row : simple_parts().validation) {
    const Picture image = decode_picture(read_file(images_.files[row]), "test");
    const double positive = classifier.predict(image).probability;
    loss -= std::log(images_.labels[row] == 0 ? positive : 1 - positive);
  }
  const auto& fine_tuning = first_.result.stages[1];
  EXPECT_NEAR(loss / static_cast<double>(simple_parts().validation.size()),
              *fine_tuning.history[fine_tuning.kept].validation_loss,
              1e-5);  // float32 probabilities
}

// Compared tensor by tensor with the weights before: the optimiser must hold the layers of the
// second stage (Keras issue 9940), and nothing else may move.
TEST_F(TwoStageTraining, ChangesTheConvolutionsAboveTheCutAndTheHeadOnly) {
  ASSERT_GT(first_.result.stages[1].kept, 0U) << "fine-tuning must have found a better epoch";
  const Graph graph = build_classifier_graph(first_.bundle).graph;
  const FineTuningRange range = fine_tuning_range(
      build_backbone(find_backbone("resnet50v2"), {.input_size = kSmallInputSize}));
  EXPECT_EQ(first_.plans[1].first_trained, graph.layer(range.first_trained).name);
  std::set<std::string> expected;
  int64_t head_parameters = 0;
  int64_t parameters = 0;
  const auto first = std::ranges::find(range.layers, range.first_trained);
  for (LayerId id = 0; id < graph.size(); ++id) {
    const Layer& layer = graph.layer(id);
    const bool head = layer.name.starts_with("head_");
    const bool above = std::find(first, range.layers.end(), id) != range.layers.end();
    if ((!head && !above) || std::holds_alternative<BatchNormalization>(layer.operation)) continue;
    for (const WeightSpec& spec : layer.weights) expected.insert(layer.name + "/" + spec.variable);
    parameters += layer.parameters();
    head_parameters += head ? layer.parameters() : 0;
  }
  const WeightSet before = untrained_bundle().weights;
  std::set<std::string> changed;
  for (const auto& [key, tensor] : first_.bundle.weights.tensors()) {
    const auto found = before.tensors().find(key);
    if (found == before.tensors().end() || !equal_bits(tensor, found->second)) changed.insert(key);
  }
  EXPECT_EQ(changed, expected);
  EXPECT_EQ(first_.plans[1].parameters, parameters);
  EXPECT_EQ(first_.plans[0].parameters, head_parameters);
  EXPECT_EQ(head_parameters, (2048 + 1) * 16 + (16 + 1) * 2);
}

TEST_F(TwoStageTraining, LeavesTheBackboneAloneWithoutFineTuning) {
  TrainingSettings settings = quick_settings();
  settings.warm_up_epochs = 2;
  settings.fine_tuning_epochs = 0;
  const Trained trained = train(settings);
  EXPECT_EQ(trained.result.stages.size(), 1U);
  const WeightSet before = untrained_bundle().weights;
  for (const auto& [key, tensor] : before.tensors()) {
    EXPECT_TRUE(equal_bits(tensor, trained.bundle.weights.tensors().at(key))) << key;
  }
}

// Every setting away from its default at once: a run with all of them must differ from the default
// where they act, and leave what lies below the cut alone.
TEST_F(TwoStageTraining, TakesEverySettingToTheEngine) {
  TrainingSettings settings = quick_settings();
  settings.warm_up_epochs = 1;
  settings.fine_tuning_epochs = 2;
  settings.optimiser = {.kind = OptimiserKind::kAdamW, .weight_decay = 0.1};
  settings.class_weighting = ClassWeighting::kBalanced;
  settings.label_smoothing = 0.1;
  settings.head_l2 = 0.01;
  settings.cut = FromLayer{"conv5_block3_2_conv"};
  settings.rate_decay = 0.5;
  settings.train_batch_norm = true;
  settings.fine_tuning_patience = 1;
  settings.selection = Selection::kAccuracy;
  const Trained trained = train(settings);
  EXPECT_EQ(trained.plans[1].first_trained, "conv5_block3_2_conv");
  // The loss of untrained weights: L2 of the head and smoothing stand on top of the cross-entropy.
  EXPECT_GT(*trained.result.stages[0].history[1].training_loss,
            *first_.result.stages[0].history[1].training_loss + 0.1);
  const Graph graph = build_classifier_graph(trained.bundle).graph;
  const WeightSet before = untrained_bundle().weights;
  const auto changed = [&](const std::string& key) {
    return !equal_bits(trained.bundle.weights.tensors().at(key), before.tensors().at(key));
  };
  EXPECT_FALSE(changed("conv5_block3_1_conv/kernel"));
  EXPECT_FALSE(changed("conv5_block3_1_bn/moving_mean"));
  if (trained.result.stages[1].kept > 0) {
    EXPECT_TRUE(changed("conv5_block3_2_conv/kernel"));
    EXPECT_TRUE(changed("post_bn/moving_mean"));
    EXPECT_TRUE(changed("post_bn/gamma"));
  }
}

TEST_F(TwoStageTraining, NamesTheNearestLayerForAnUnknownCut) {
  TrainingSettings settings = quick_settings();
  settings.cut = FromLayer{"conv5_block3_2_conf"};
  EXPECT_THAT([&] { train(settings); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"conv5_block3_2_conv\"")));
}

// Three folds of eight pictures; every fourth picture validates in the first, and so on.
std::vector<Fold> three_folds() {
  std::vector<Fold> folds(3);
  for (size_t i = 0; i < kPictures; ++i) {
    for (size_t fold = 0; fold < 3; ++fold)
      (i / 2 % 3 == fold ? folds[fold].validation : folds[fold].training).push_back(i);
  }
  return folds;
}

class OutOfFoldTraining : public TwoStageTraining {
 protected:
  static OutOfFold run(int threads, const Checkpoints* checkpoints = nullptr) {
    TrainingSettings settings = quick_settings();
    settings.threads = threads;
    const Network network(images_.files, settings);
    SilentProgress progress;
    return fit_out_of_fold(network.task(images_.labels, checkpoints), three_folds(), "", progress);
  }
};

TEST_F(OutOfFoldTraining, JudgesEverySampleByTheFoldThatDidNotTrainOnIt) {
  const OutOfFold chosen = run(2);
  ASSERT_EQ(chosen.samples.size(), kPictures);
  // The second fold alone, by hand: the same stages under the same names for the chosen epochs.
  TrainingSettings settings = quick_settings();
  settings.threads = 1;
  const Network network(images_.files, settings);
  const Fold fold = three_folds()[1];
  SilentProgress progress;
  const FitResult alone = fit(network.task(images_.labels), {fold.training, {}, fold.validation},
                              {"fold 2", chosen.epochs}, progress);
  const std::vector<float>& logits = alone.stages[1].logits.back().watched;
  for (size_t i = 0; i < fold.validation.size(); ++i) {
    const size_t sample = fold.validation[i];
    EXPECT_EQ(chosen.samples[sample], sample);
    EXPECT_EQ(chosen.logits[2 * sample], logits[2 * i]);
    EXPECT_EQ(chosen.logits[2 * sample + 1], logits[2 * i + 1]);
  }
}

TEST_F(OutOfFoldTraining, ChoosesTheLowestLossOfAllFoldsTogether) {
  const OutOfFold chosen = run(2);
  for (const size_t stage : {0, 1}) {
    const auto& curve = chosen.curves[stage];
    const double best = *curve[static_cast<size_t>(chosen.epochs[stage])].validation_loss;
    for (const EpochScores& epoch : curve) EXPECT_GE(*epoch.validation_loss, best);
  }
  // Fine-tuning starts where warm-up was left.
  EXPECT_NEAR(*chosen.curves[1][0].validation_loss,
              *chosen.curves[0][static_cast<size_t>(chosen.epochs[0])].validation_loss, 1e-5);
  EXPECT_NEAR(mean_cross_entropy(chosen.logits, images_.labels, 2),
              *chosen.curves[1][static_cast<size_t>(chosen.epochs[1])].validation_loss, 1e-9);
}

TEST_F(OutOfFoldTraining, DoesNotDependOnTheNumberOfThreadsNorOnInterruptions) {
  const OutOfFold one = run(1);
  const Checkpoints checkpoints(*folder_ / "state", std::chrono::seconds(0));
  run(2, &checkpoints);
  std::filesystem::remove(*folder_ / "state" / "fold-2_fine-tuning.safetensors");
  const OutOfFold again = run(2, &checkpoints);
  EXPECT_EQ(one.logits, again.logits);
  EXPECT_EQ(one.epochs, again.epochs);
}

TEST(PooledCurve, CountsEverySampleAlike) {
  const auto stage = [](double training, double loss, double accuracy) {
    StageResult result;
    result.history = {{0, training, training, loss, accuracy}};
    return result;
  };
  const auto curve =
      pooled_curve({stage(1, 0.5, 1.0), stage(3, 0.2, 0.5)}, {{{}, {0, 1, 2}}, {{}, {3}}});
  ASSERT_EQ(curve.size(), 1U);
  EXPECT_DOUBLE_EQ(*curve[0].training_loss, 2);
  EXPECT_DOUBLE_EQ(*curve[0].validation_loss, (3 * 0.5 + 0.2) / 4);
  EXPECT_DOUBLE_EQ(*curve[0].validation_accuracy, (3 * 1.0 + 0.5) / 4);
}

}  // namespace
}  // namespace myolens
