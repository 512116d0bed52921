#include "myolens/training/two_stage.h"

#include <cmath>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "myolens/backbones/catalogue.h"
#include "myolens/classifier/classifier.h"
#include "myolens/engine/softmax.h"
#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"
#include "tests/unit/training/drawn_images.h"

namespace myolens {
namespace {

using testing::_;
using testing::AllOf;
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

struct Trained {
  ModelBundle bundle;
  TrainingResult result;
};

// Training takes seconds, so that the tests share two runs of the same seed.
class TwoStageTraining : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    images_ = drawn_images(*folder_, 24);
    first_ = train(quick_settings());
    second_ = train(quick_settings());
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static Trained train(const TrainingSettings& settings) {
    Trained trained{untrained_bundle(), {}};
    SilentProgress progress;
    trained.result = train_two_stage(trained.bundle, images_, settings, progress);
    return trained;
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline TrainingImages images_;
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
  for (const auto stage : {&TrainingResult::warm_up, &TrainingResult::fine_tuning}) {
    const auto& history = (first_.result.*stage).history;
    const auto& again = (second_.result.*stage).history;
    ASSERT_EQ(history.size(), again.size());
    for (size_t i = 0; i < history.size(); ++i) {
      EXPECT_EQ(history[i].training_loss, again[i].training_loss);
      EXPECT_EQ(history[i].validation_loss, again[i].validation_loss);
    }
  }
}

TEST_F(TwoStageTraining, LearnsWhatThePicturesShow) {
  const auto& warm_up = first_.result.warm_up;
  ASSERT_EQ(warm_up.history.size(), 13U);
  EXPECT_LT(warm_up.history[warm_up.best].validation_loss,
            0.8 * warm_up.history[0].validation_loss);
  EXPECT_LT(*warm_up.history.back().training_loss, *warm_up.history[1].training_loss);
}

// Two paths to the same logits: cached features through the tail, and the whole network at once.
TEST_F(TwoStageTraining, StartsFineTuningAtTheBestEpochOfWarmUp) {
  const auto& warm_up = first_.result.warm_up;
  const auto& fine_tuning = first_.result.fine_tuning;
  ASSERT_EQ(fine_tuning.history.size(), 4U);
  EXPECT_NEAR(fine_tuning.history[0].validation_loss, warm_up.history[warm_up.best].validation_loss,
              1e-5);
}

TEST_F(TwoStageTraining, LeavesTheBestEpochInTheBundle) {
  Classifier classifier(first_.bundle, 2);
  double loss = 0;
  for (const size_t row : images_.validation) {
    const Picture image = decode_picture(read_file(images_.files[row]), "test");
    const double positive = classifier.predict(image).probability;
    loss -= std::log(images_.labels[row] == 0 ? positive : 1 - positive);
  }
  const auto& fine_tuning = first_.result.fine_tuning;
  EXPECT_NEAR(loss / static_cast<double>(images_.validation.size()),
              fine_tuning.history[fine_tuning.best].validation_loss,
              1e-5);  // float32 probabilities
}

// Compared tensor by tensor with the weights before: the optimiser must hold the layers of the
// second stage (Keras issue 9940), and nothing else may move.
TEST_F(TwoStageTraining, ChangesTheConvolutionsAboveTheCutAndTheHeadOnly) {
  ASSERT_GT(first_.result.fine_tuning.best, 0U) << "fine-tuning must have found a better epoch";
  const Graph graph = build_classifier_graph(first_.bundle).graph;
  const FineTuningRange range = fine_tuning_range(
      build_backbone(find_backbone("resnet50v2"), {.input_size = kSmallInputSize}));
  EXPECT_EQ(first_.result.cut_layer, graph.layer(range.first_trained).name);
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
  EXPECT_EQ(first_.result.fine_tuning_parameters, parameters);
  EXPECT_EQ(first_.result.warm_up_parameters, head_parameters);
  EXPECT_EQ(head_parameters, (2048 + 1) * 16 + (16 + 1) * 2);
}

TEST_F(TwoStageTraining, LeavesTheBackboneAloneWithoutFineTuning) {
  TrainingSettings settings = quick_settings();
  settings.warm_up_epochs = 2;
  settings.fine_tuning_epochs = 0;
  const Trained trained = train(settings);
  EXPECT_TRUE(trained.result.fine_tuning.history.empty());
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
  EXPECT_EQ(trained.result.cut_layer, "conv5_block3_2_conv");
  // The loss of untrained weights: L2 of the head and smoothing stand on top of the cross-entropy.
  EXPECT_GT(*trained.result.warm_up.history[1].training_loss,
            *first_.result.warm_up.history[1].training_loss + 0.1);
  const Graph graph = build_classifier_graph(trained.bundle).graph;
  const WeightSet before = untrained_bundle().weights;
  const auto changed = [&](const std::string& key) {
    return !equal_bits(trained.bundle.weights.tensors().at(key), before.tensors().at(key));
  };
  EXPECT_FALSE(changed("conv5_block3_1_conv/kernel"));
  EXPECT_FALSE(changed("conv5_block3_1_bn/moving_mean"));
  if (trained.result.fine_tuning.best > 0) {
    EXPECT_TRUE(changed("conv5_block3_2_conv/kernel"));
    EXPECT_TRUE(changed("post_bn/moving_mean"));
    EXPECT_TRUE(changed("post_bn/gamma"));
  }
}

TEST_F(TwoStageTraining, NamesTheNearestLayerForAnUnknownCut) {
  ModelBundle bundle = untrained_bundle();
  TrainingSettings settings = quick_settings();
  settings.cut = FromLayer{"conv5_block3_2_conf"};
  SilentProgress progress;
  EXPECT_THAT([&] { train_two_stage(bundle, images_, settings, progress); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"conv5_block3_2_conv\"")));
}

TEST_F(TwoStageTraining, NeedsBothClassesInBothParts) {
  const auto expect_refused = [](const TrainingImages& images, const std::string& part) {
    ModelBundle bundle = untrained_bundle();
    SilentProgress progress;
    EXPECT_THAT([&] { train_two_stage(bundle, images, quick_settings(), progress); },
                FailsWith(ErrorCode::kBadData, AllOf(HasSubstr(part), HasSubstr("both"))));
  };
  TrainingImages images = images_;
  images.validation = {16, 18, 20};  // positives only
  expect_refused(images, "validation");
  images.validation = {};
  expect_refused(images, "validation");
  images = images_;
  images.training = {1, 3, 5};
  expect_refused(images, "training");
}

TEST_F(TwoStageTraining, ChecksTheSettingsFirst) {
  ModelBundle bundle = untrained_bundle();
  TrainingSettings settings = quick_settings();
  SilentProgress progress;
  settings.batch_size = 0;
  EXPECT_THAT([&] { train_two_stage(bundle, images_, settings, progress); },
              FailsWith(ErrorCode::kInvalidArgument, _));
  settings = quick_settings();
  settings.head.dropout = 1;
  EXPECT_THAT([&] { train_two_stage(bundle, images_, settings, progress); },
              FailsWith(ErrorCode::kInvalidArgument, _));
}

}  // namespace
}  // namespace myolens
