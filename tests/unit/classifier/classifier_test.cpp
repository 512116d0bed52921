#include "myolens/classifier/classifier.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/classifier/network_input.h"
#include "myolens/engine/softmax.h"
#include "myolens/engine/trainable_tail.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"

namespace myolens {
namespace {

class ClassifierTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { classifier_ = std::make_unique<Classifier>(small_bundle(), 2); }
  static void TearDownTestSuite() { classifier_.reset(); }

  static inline std::unique_ptr<Classifier> classifier_;
};

TEST_F(ClassifierTest, GivesOnePictureTheSameProbabilityAloneAndInABatch) {
  std::vector<Picture> images;
  for (int i = 0; i < 11; ++i) images.push_back(small_picture(i, 60 + i));
  const auto batch = classifier_->predict(images);
  ASSERT_EQ(batch.size(), images.size());
  for (size_t i = 0; i < images.size(); ++i) {
    const Prediction single = classifier_->predict(images[i]);
    EXPECT_NEAR(single.probability, batch[i].probability, 1e-6);
    EXPECT_EQ(single.features, batch[i].features);
  }
  EXPECT_GT(std::abs(batch[0].probability - batch[5].probability), 1e-4)
      << "the picture must matter";
}

// The training engine is the second opinion.
TEST_F(ClassifierTest, GivesTheProbabilityOfTheFirstLabel) {
  const ModelBundle& bundle = classifier_->bundle();
  const Graph& graph = classifier_->network().graph;
  const auto input = network_input(small_picture(3), bundle.input_size, bundle.preprocessing);
  const auto tail = make_trainable_tail(
      graph, subgraph_between(graph, {graph.find("input_layer")}, {graph.output()}), bundle.weights,
      {});
  const auto logits = tail->forward({{input}, 1})[0];
  EXPECT_NEAR(classifier_->predict(small_picture(3)).probability, softmax_rows(logits, 2)[0], 1e-5);
}

TEST_F(ClassifierTest, HandsOutTheLastFeatureMap) {
  EXPECT_EQ(classifier_->predict(small_picture(0)).features.size(), 2U * 2 * 2048);
}

TEST_F(ClassifierTest, AcceptsNoPicture) {
  EXPECT_TRUE(classifier_->predict(std::vector<Picture>{}).empty());
}

class ClinicalClassifierTest : public testing::Test {
 protected:
  std::vector<float> encoded(const std::string& age, const std::string& sex) const {
    return classifier_.bundle().clinical.encode({{"age", age}, {"sex", sex}}).values;
  }

  Classifier classifier_{clinical_bundle(), 2};
};

TEST_F(ClinicalClassifierTest, ReadsAPatientsValuesAloneAndInABatch) {
  std::vector<Picture> images;
  std::vector<float> values;
  for (int i = 0; i < 11; ++i) {
    images.push_back(small_picture(i % 3));
    const auto one = encoded(std::to_string(30 + 5 * i), i % 2 == 0 ? "F" : "M");
    values.insert(values.end(), one.begin(), one.end());
  }
  const auto batch = classifier_.predict(images, values);
  for (size_t i = 0; i < images.size(); ++i) {
    const auto alone = classifier_.predict(images[i], std::span(values).subspan(4 * i, 4));
    EXPECT_NEAR(alone.probability, batch[i].probability, 1e-6);
  }
  EXPECT_GT(std::abs(batch[0].probability - batch[3].probability), 1e-4)
      << "one picture, other patients";
  EXPECT_EQ(batch[0].features, batch[3].features);
}

// The training engine is the second opinion.
TEST_F(ClinicalClassifierTest, AgreesWithTheTrainingEngine) {
  const ModelBundle& bundle = classifier_.bundle();
  const ClassifierGraph& network = classifier_.network();
  const auto input = network_input(small_picture(3), bundle.input_size, bundle.preprocessing);
  const auto tail = make_trainable_tail(
      network.graph, subgraph_between(network.graph, network.inputs(), {network.graph.output()}),
      bundle.weights, {});
  for (const auto& values : {encoded("71", "F"), encoded("", "M")}) {
    const auto logits = tail->forward({{input, values}, 1})[0];
    EXPECT_NEAR(classifier_.predict(small_picture(3), values).probability,
                softmax_rows(logits, 2)[0], 1e-5);
  }
}

TEST_F(ClinicalClassifierTest, NeedsAsManyValuesAsItsEncodingGives) {
  const auto values = encoded("71", "F");
  EXPECT_THAT([&] { classifier_.predict(small_picture(0)); },
              FailsWith(ErrorCode::kInvalidArgument,
                        testing::HasSubstr("reads 4 clinical values with 1 map, and 0 are given")));
  EXPECT_THAT([&] { classifier_.predict(std::vector(2, small_picture(0)), values); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("reads 8")));
  EXPECT_THAT([&] { Classifier(small_bundle(), 1).predict(small_picture(0), values); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("reads 0")));
}

// NaN is below every threshold and would pass for a negative call.
TEST(ClassifierOfDamagedWeights, GivesNoCall) {
  ModelBundle bundle = small_bundle();
  bundle.weights.set("head_predictions", "bias", make_tensor({2}, {std::nanf(""), 0}));
  EXPECT_THAT([&] { Classifier(bundle, 1).predict(small_picture(0)); },
              FailsWith(ErrorCode::kBadData, testing::HasSubstr("not sound")));
}

// Logits divided by T: the log odds are divided by T.
TEST(ClassifierTemperature, DividesTheLogOdds) {
  const auto log_odds = [](double temperature) {
    ModelBundle bundle = small_bundle();
    bundle.temperature = temperature;
    const double p = Classifier(std::move(bundle), 1).predict(small_picture(0)).probability;
    return std::log(p / (1 - p));
  };
  const double plain = log_odds(1);
  ASSERT_GT(std::abs(plain), 0.01);
  for (const double temperature : {0.5, 1.7, 4.0})
    EXPECT_NEAR(log_odds(temperature), plain / temperature, 1e-5) << temperature;
}

TEST(ClassifierThreshold, BelongsToThePositiveCall) {
  ModelBundle bundle = small_bundle();
  const double probability = Classifier(bundle, 1).predict(small_picture(0)).probability;
  for (const auto& [threshold, positive] :
       {std::pair{probability, true}, {probability + 1e-9, false}, {0.0, true}}) {
    bundle.threshold = threshold;
    EXPECT_EQ(Classifier(bundle, 1).predict(small_picture(0)).positive, positive) << threshold;
  }
}

// bfloat16 has 8 bits of mantissa: the answer moves, but not far.
TEST(Classifier, AnswersInBfloat16WhereTheProcessorHasIt) {
  const Picture picture = small_picture(1);
  const double exact = Classifier(small_bundle(), 1).predict(picture).logit;
  Classifier coarse(small_bundle(), 1, Precision::kBfloat16);
  try {
    const double found = coarse.predict(picture).logit;
    EXPECT_NE(found, exact);
    EXPECT_NEAR(found, exact, 0.05 * std::max(1.0, std::abs(exact)));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnavailable) << error.what();
    GTEST_SKIP() << "this processor has no bfloat16";
  }
}

}  // namespace
}  // namespace myolens
