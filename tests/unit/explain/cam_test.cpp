#include "myolens/explain/cam.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

#include "myolens/explain/evidence.h"
#include "tests/support/error_matcher.h"
#include "tests/unit/explain/head_network.h"

namespace myolens {
namespace {

using testing::_;
using testing::Each;
using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

// One row of two cells with two channels, small enough to compute by hand.
LayerResponse two_cells() {
  LayerResponse response;
  response.shape = {1, 2, 2};
  response.features = {1, 2, 3, 4};    // cell 0: 1, 2; cell 1: 3, 4
  response.gradient = {2, -1, 4, -1};  // of channel 0: 2, 4; of channel 1: -1, -1
  return response;
}

std::vector<float> map_of(CamMethod method, const LayerResponse& response) {
  return activation_map(method, response).samples;
}

TEST(ActivationMap, GradCamWeighsChannelsByTheirMeanGradient) {  // 3 and -1
  EXPECT_THAT(map_of(CamMethod::kGradCam, two_cells()), ElementsAre(3 * 1 - 2, 3 * 3 - 4));
}

TEST(ActivationMap, HiResCamMultipliesCellByCell) {
  EXPECT_THAT(map_of(CamMethod::kHiResCam, two_cells()), ElementsAre(2 * 1 - 2, 4 * 3 - 4));
}

TEST(ActivationMap, LayerCamLeavesNegativeGradientsOut) {
  EXPECT_THAT(map_of(CamMethod::kLayerCam, two_cells()), ElementsAre(2, 12));
}

// Channel 0: 4 / (8 + 4 * 8) * 2 + 16 / (32 + 4 * 64) * 4, with 4 the sum of its features.
// Channel 1 has no positive gradient.
TEST(ActivationMap, GradCamPlusPlusWeighsCellsByTheirDerivatives) {
  const float weight = 4.0f / 40 * 2 + 16.0f / 288 * 4;
  EXPECT_THAT(map_of(CamMethod::kGradCamPlusPlus, two_cells()),
              Pointwise(FloatNear(1e-6f), std::vector<float>{weight, 3 * weight}));
}

TEST(ActivationMap, GradCamPlusPlusRefusesChannelsWithoutAWeight) {
  LayerResponse response = two_cells();
  response.features = {-1, 2, -3, 4};  // 2 + (-4) * 2 is negative
  EXPECT_THAT([&] { map_of(CamMethod::kGradCamPlusPlus, response); },
              FailsWith(ErrorCode::kBadData, HasSubstr("channel 0")));
}

TEST(ActivationMap, CamNeedsTheResponseToAllowIt) {
  LayerResponse response = two_cells();
  response.cam_obstacle = "the head is not linear";
  EXPECT_THAT([&] { map_of(CamMethod::kCam, response); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("not linear")));
  EXPECT_EQ(map_of(CamMethod::kGradCam, response).size(), 2);
}

TEST(ActivationMap, IsZeroWithoutGradient) {
  LayerResponse response = two_cells();
  response.gradient = {0, 0, 0, 0};
  for (const CamMethod method : kCamMethods) EXPECT_THAT(map_of(method, response), Each(0));
}

TEST(ActivationMap, RefusesWhatIsNoFeatureMap) {
  LayerResponse response = two_cells();
  response.gradient.pop_back();
  EXPECT_THAT([&] { map_of(CamMethod::kGradCam, response); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("4 features and 3 gradients")));
  response = two_cells();
  response.shape = {4};
  EXPECT_THAT([&] { map_of(CamMethod::kGradCam, response); },
              FailsWith(ErrorCode::kInvalidArgument, _));
  EXPECT_THAT([&] { map_of(CamMethod::kGradCam, {}); }, FailsWith(ErrorCode::kInvalidArgument, _));
}

TEST(CamMethod, IsFoundByItsName) {
  for (const CamMethod method : kCamMethods)
    EXPECT_EQ(find_cam_method(cam_method_name(method)), method);
  EXPECT_THAT([] { find_cam_method("gradcam"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("did you mean \"grad-cam\"")));
}

class LastLayer : public testing::TestWithParam<std::vector<int64_t>> {
 protected:
  const ClassifierGraph network_ = head_network(GetParam());
  const WeightSet weights_ = filled_weights(network_.graph, {1, 3});
  const LayerResponse response_ = last_layer_response(network_, weights_, feature_map());
};

// Behind the mean over all cells every cell has the same gradient: what the two methods do
// differently is nothing there.
TEST_P(LastLayer, HiResCamIsGradCam) {
  const std::vector<float> grad_cam = map_of(CamMethod::kGradCam, response_);
  EXPECT_THAT(map_of(CamMethod::kHiResCam, response_), Pointwise(FloatNear(1e-7f), grad_cam));
  EXPECT_GT(*std::ranges::max_element(grad_cam), 1e-3f);
}

// With g the gradient of the pooled channel and m its mean feature, the weight is
// max(g, 0) / (2 + g m).
TEST_P(LastLayer, GradCamPlusPlusHasAClosedForm) {
  const std::vector<float> gradient = evidence_gradient(network_, weights_, feature_map());
  const std::vector<float> features = feature_map();
  constexpr size_t kCells = kHeight * kWidth;
  std::vector<float> expected(kCells, 0.0f);
  for (size_t c = 0; c < gradient.size(); ++c) {
    double mean = 0;
    for (size_t cell = 0; cell < kCells; ++cell)
      mean += static_cast<double>(features[cell * gradient.size() + c]) / kCells;
    const double weight = std::max(gradient[c], 0.0f) / (2 + gradient[c] * mean);
    for (size_t cell = 0; cell < kCells; ++cell)
      expected[cell] += static_cast<float>(weight * features[cell * gradient.size() + c]);
  }
  EXPECT_THAT(map_of(CamMethod::kGradCamPlusPlus, response_),
              Pointwise(FloatNear(1e-6f), expected));
}

INSTANTIATE_TEST_SUITE_P(Heads, LastLayer,
                         testing::Values(std::vector<int64_t>{}, std::vector<int64_t>{8},
                                         std::vector<int64_t>{8, 7}));

// Zhou et al. 2016: the class's weights times the features, whose mean is the logit less its bias.
TEST(Cam, IsExactForALinearHead) {
  const ClassifierGraph network = head_network({}, 3);
  const WeightSet weights = filled_weights(network.graph, {1, 3});
  const std::vector<float> features = feature_map();
  const std::vector<double> target = logit_of_class({"a", "b", "c"}, "b");
  const LayerResponse response = last_layer_response(network, weights, features, target);
  const std::vector<float> cam = map_of(CamMethod::kCam, response);
  const auto kernel = weights.at("head_predictions", "kernel").values;
  constexpr size_t kCells = kHeight * kWidth;
  std::vector<float> expected(kCells, 0.0f);
  for (size_t i = 0; i < features.size(); ++i)
    expected[i / kChannels] += kernel[3 * (i % kChannels) + 1] * features[i];
  EXPECT_THAT(cam, Pointwise(FloatNear(1e-6f), expected));
  EXPECT_NEAR(std::accumulate(cam.begin(), cam.end(), 0.0) / kCells,
              evidence(network, weights, features, target) -
                  static_cast<double>(weights.at("head_predictions", "bias").values[1]),
              1e-6);
}

TEST(Cam, IsGradCamTimesTheNumberOfCells) {
  const ClassifierGraph network = head_network({});
  const LayerResponse response =
      last_layer_response(network, filled_weights(network.graph, {1, 3}), feature_map());
  std::vector<float> scaled = map_of(CamMethod::kGradCam, response);
  for (float& value : scaled) value *= kHeight * kWidth;
  EXPECT_THAT(map_of(CamMethod::kCam, response), Pointwise(FloatNear(1e-6f), scaled));
}

TEST(Cam, IsRefusedForHiddenLayers) {
  for (const auto& [hidden, text] : {std::pair{std::vector<int64_t>{8}, "1 hidden layer;"},
                                     {std::vector<int64_t>{8, 7}, "2 hidden layers;"}}) {
    const ClassifierGraph network = head_network(hidden);
    const LayerResponse response =
        last_layer_response(network, filled_weights(network.graph, {1, 3}), feature_map());
    EXPECT_THAT([&] { map_of(CamMethod::kCam, response); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr(text)));
  }
}

}  // namespace
}  // namespace myolens
