#include "myolens/explain/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

#include "myolens/engine/forward.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/explain/head_network.h"

namespace myolens {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;

// Logit of the positive class minus the other's, by the forward engine.
double evidence_by_engine(const ClassifierGraph& network, const WeightSet& weights,
                          const std::vector<float>& features) {
  ForwardEngine engine(network.graph,
                       subgraph_between(network.graph, {0}, {network.graph.output()}), weights,
                       {.threads = 1, .batch = 1});
  const auto logits = engine.run({features}, 1)[0];
  return static_cast<double>(logits[0]) - static_cast<double>(logits[1]);
}

FloatImage grad_cam(const ClassifierGraph& network, const WeightSet& weights,
                    const std::vector<float>& features) {
  return activation_map(CamMethod::kGradCam, last_layer_response(network, weights, features));
}

class EvidenceTest : public testing::TestWithParam<std::vector<int64_t>> {
 protected:
  const ClassifierGraph network_ = head_network(GetParam());
  const WeightSet weights_ = filled_weights(network_.graph, {3, 3});
  const std::vector<float> features_ = feature_map();
};

// Raising a channel everywhere by h raises its mean by h. The head is linear between the kinks of
// its ReLUs, so the quotient is exact but for float32 rounding (1e-7 / h).
TEST_P(EvidenceTest, GradientEqualsFiniteDifferences) {
  constexpr float kStep = 1e-2f;
  const std::vector<float> gradient = evidence_gradient(network_, weights_, features_);
  ASSERT_EQ(gradient.size(), static_cast<size_t>(kChannels));
  for (size_t channel = 0; channel < gradient.size(); ++channel) {
    const auto shifted = [&](float step) {
      std::vector<float> features = features_;
      for (size_t i = channel; i < features.size(); i += static_cast<size_t>(kChannels))
        features[i] += step;
      return evidence_by_engine(network_, weights_, features);
    };
    EXPECT_NEAR(gradient[channel], (shifted(kStep) - shifted(-kStep)) / (2 * kStep), 2e-4);
  }
  EXPECT_GT(*std::ranges::max_element(gradient), 0.01f);
}

TEST_P(EvidenceTest, IsTheDifferenceOfTheLogits) {
  EXPECT_NEAR(evidence(network_, weights_, features_),
              evidence_by_engine(network_, weights_, features_), 1e-6);  // float32
}

TEST_P(EvidenceTest, OfTwoClassesIsWhatTheirLogitsDifferBy) {
  const std::vector<double> positive = logit_of_class({"CAD", "non-CAD"}, "CAD");
  const std::vector<double> negative = logit_of_class({"CAD", "non-CAD"}, "non-CAD");
  EXPECT_NEAR(evidence(network_, weights_, features_, positive) -
                  evidence(network_, weights_, features_, negative),
              evidence(network_, weights_, features_), 1e-6);
  const auto of_positive = evidence_gradient(network_, weights_, features_, positive);
  const auto of_negative = evidence_gradient(network_, weights_, features_, negative);
  const auto of_both = evidence_gradient(network_, weights_, features_);
  for (size_t c = 0; c < of_both.size(); ++c)
    EXPECT_NEAR(of_positive[c] - of_negative[c], of_both[c], 1e-6);
}

TEST_P(EvidenceTest, RefusesWhatDoesNotFit) {
  std::vector<float> shorter = features_;
  shorter.pop_back();
  EXPECT_THAT([&] { evidence(network_, weights_, shorter); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("119")));
  EXPECT_THAT([&] { last_layer_response(network_, weights_, features_, std::vector<double>(3)); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("3 weights given for 2 logits")));
  EXPECT_THAT([&] { evidence(network_, WeightSet(), features_); },
              FailsWith(ErrorCode::kBadData, HasSubstr("head_")));
}

TEST_P(EvidenceTest, CellsSumToGradientTimesPooledFeatures) {
  const std::vector<float> gradient = evidence_gradient(network_, weights_, features_);
  double expected = 0;
  for (size_t i = 0; i < features_.size(); ++i) {
    expected +=
        static_cast<double>(gradient[i % gradient.size()]) * features_[i] / (kHeight * kWidth);
  }
  const FloatImage cells = grad_cam(network_, weights_, features_);
  EXPECT_NEAR(std::accumulate(cells.samples.begin(), cells.samples.end(), 0.0), expected, 1e-6);
}

// Adding the same amount to both logits moves the evidence for neither class.
TEST_P(EvidenceTest, LooksAtTheDifferenceOfTheClasses) {
  WeightSet shifted = weights_;
  shifted.set("head_predictions", "bias", make_tensor({2}, {5, 5}));
  EXPECT_EQ(evidence_gradient(network_, shifted, features_),
            evidence_gradient(network_, weights_, features_));
}

INSTANTIATE_TEST_SUITE_P(Heads, EvidenceTest,
                         testing::Values(std::vector<int64_t>{}, std::vector<int64_t>{8},
                                         std::vector<int64_t>{8, 7}));

TEST(GradCam, KeepsRowsAndColumnsApart) {
  const ClassifierGraph network = head_network({});
  WeightSet weights = filled_weights(network.graph, {3, 3});
  weights.set(
      "head_predictions", "kernel",
      make_tensor({kChannels, 2}, {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));  // channel 0 is evidence
  std::vector<float> features(static_cast<size_t>(kHeight * kWidth * kChannels), 0.0f);
  constexpr int kRow = 1;
  constexpr int kColumn = 4;
  features[static_cast<size_t>((kRow * kWidth + kColumn) * kChannels)] = 20;
  const FloatImage cells = grad_cam(network, weights, features);
  ASSERT_EQ(cells.width, kWidth);
  ASSERT_EQ(cells.height, kHeight);
  EXPECT_FLOAT_EQ(*cells.pixel(kColumn, kRow), 1);  // 20 / 20 cells
  EXPECT_FLOAT_EQ(std::accumulate(cells.samples.begin(), cells.samples.end(), 0.0f), 1);
}

// Exchanging the columns of the last kernel exchanges the classes.
TEST(GradCam, ChangesSignWithTheClass) {
  const ClassifierGraph network = head_network({});
  WeightSet weights = filled_weights(network.graph, {3, 3});
  const auto kernel = weights.at("head_predictions", "kernel").values;
  std::vector<float> exchanged;
  for (size_t i = 0; i < kernel.size(); i += 2)
    exchanged.insert(exchanged.end(), {kernel[i + 1], kernel[i]});
  const FloatImage cells = grad_cam(network, weights, feature_map());
  weights.set("head_predictions", "kernel", make_tensor({kChannels, 2}, exchanged));
  const FloatImage other = grad_cam(network, weights, feature_map());
  for (size_t i = 0; i < cells.samples.size(); ++i)
    EXPECT_FLOAT_EQ(cells.samples[i], -other.samples[i]);
}

TEST(LogitOfClass, TakesTheLabelsOfTheModel) {
  EXPECT_THAT(logit_of_class({"CAD", "non-CAD"}, "non-CAD"), ElementsAre(0, 1));
  EXPECT_THAT(
      [] {
        logit_of_class({"normal", "ischaemia"}, "normale");
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("did you mean \"normal\"")));
}

TEST(GradCam, IsZeroWhereAHiddenLayerIsSilent) {
  const ClassifierGraph network = head_network({4});
  WeightSet weights = filled_weights(network.graph, {3, 3});
  weights.set("head_dense_1", "bias", make_tensor({4}, {-100, -100, -100, -100}));
  EXPECT_THAT(evidence_gradient(network, weights, feature_map()), Each(FloatEq(0)));
}

// A head that reads clinical values beside the features.
class ClinicalEvidenceTest : public testing::TestWithParam<std::vector<int64_t>> {
 protected:
  ClinicalEvidenceTest() {
    network_.graph.input("input_layer", {kHeight, kWidth, kChannels});
    network_.head = append_head(network_.graph, {GetParam(), 0.5, 4}, 2, 3);
    weights_ = filled_weights(network_.graph, {3, 3});
  }

  double by_engine(const std::vector<float>& features) const {
    ForwardEngine engine(
        network_.graph,
        subgraph_between(network_.graph, network_.inputs(), {network_.graph.output()}), weights_,
        {.threads = 1, .batch = 1});
    const auto logits = engine.run({features, clinical_}, 1)[0];
    return static_cast<double>(logits[0]) - static_cast<double>(logits[1]);
  }

  ClassifierGraph network_;
  WeightSet weights_;
  const std::vector<float> features_ = feature_map();
  const std::vector<float> clinical_{0.7F, 0, 1};
};

TEST_P(ClinicalEvidenceTest, IsTheDifferenceOfTheLogits) {
  EXPECT_NEAR(evidence(network_, weights_, features_, kPositiveEvidence, clinical_),
              by_engine(features_), 1e-5);
}

TEST_P(ClinicalEvidenceTest, KeepsTheClinicalValuesInTheGradient) {
  constexpr float kStep = 1e-3f;  // no kink of a ReLU lies so near
  const std::vector<float> gradient =
      evidence_gradient(network_, weights_, features_, kPositiveEvidence, clinical_);
  ASSERT_EQ(gradient.size(), static_cast<size_t>(kChannels)) << "of the picture alone";
  for (size_t channel = 0; channel < gradient.size(); ++channel) {
    const auto shifted = [&](float step) {
      std::vector<float> features = features_;
      for (size_t i = channel; i < features.size(); i += static_cast<size_t>(kChannels))
        features[i] += step;
      return by_engine(features);
    };
    EXPECT_NEAR(gradient[channel], (shifted(kStep) - shifted(-kStep)) / (2 * kStep), 2e-3);
  }
  EXPECT_GT(*std::ranges::max_element(gradient), 0.01f);
}

TEST_P(ClinicalEvidenceTest, NeedsAsManyValuesAsTheNetworkReads) {
  EXPECT_THAT([&] { last_layer_response(network_, weights_, features_); },
              FailsWith(ErrorCode::kInvalidArgument,
                        HasSubstr("0 clinical values given to a network that reads 3")));
  const ClassifierGraph plain = head_network(GetParam());
  EXPECT_THAT(
      [&] {
        evidence(plain, filled_weights(plain.graph, {3, 3}), features_, kPositiveEvidence,
                 clinical_);
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("reads 0")));
}

INSTANTIATE_TEST_SUITE_P(Heads, ClinicalEvidenceTest,
                         testing::Values(std::vector<int64_t>{}, std::vector<int64_t>{7},
                                         std::vector<int64_t>{9, 5}));

}  // namespace
}  // namespace myolens
