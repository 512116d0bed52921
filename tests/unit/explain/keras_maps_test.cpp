// Maps of ResNet50 compared with what Keras' own gradients give (tests/data/README.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/file.h"
#include "myolens/explain/layer_responder.h"
#include "tests/support/reference_fill.h"
#include "tests/support/source_folder.h"

namespace myolens {
namespace {

// Relative to the largest magnitude of a map. Keras computed in float64; our features are float32,
// and so are a user's gradients.
constexpr double kTolerance = 1e-4;

struct MapsCase {
  std::string layer;
  Precision precision = Precision::kFloat32;
};

class KerasMapsTest : public testing::TestWithParam<MapsCase> {
 protected:
  static void SetUpTestSuite() {
    reference_ = nlohmann::json::parse(
        read_text_file(source_folder() / "tests" / "data" / "explain" / "ResNet50.json"));
    network_.graph = build_backbone(find_backbone("ResNet50"), {.include_top = true});
    const Graph& graph = network_.graph;
    network_.head = {
        graph.find("conv5_block3_out"), graph.find("avg_pool"), {graph.find("predictions")}};
    weights_ = filled_weights(
        graph, {reference_.at("seed").get<uint64_t>(), reference_.at("kernel_gain").get<double>()});
  }
  static void TearDownTestSuite() {
    network_ = {};
    weights_ = {};
  }

  static std::vector<double> target() {
    std::vector<double> weights(1000, 0.0);
    weights.at(reference_.at("class_for").get<size_t>()) = 1.0;
    weights.at(reference_.at("class_against").get<size_t>()) = -1.0;
    return weights;
  }

  static inline nlohmann::json reference_;
  static inline ClassifierGraph network_;
  static inline WeightSet weights_;
};

TEST_P(KerasMapsTest, AreThoseOfKeras) {
  const int size = reference_.at("input_size").get<int>();
  const std::vector<float> pictures = filled_input(reference_.at("seed").get<uint64_t>(), 2, size);
  const nlohmann::json& maps = reference_.at("maps").at(GetParam().layer);
  ResponderOptions options;
  options.precision = GetParam().precision;
  LayerResponder responder(network_, weights_, GetParam().layer, options);
  for (size_t picture = 0; picture < 2; ++picture) {
    const size_t values = pictures.size() / 2;
    const LayerResponse response =
        responder.respond(std::span(pictures).subspan(picture * values, values), target());
    for (const auto& [name, by_picture] : maps.items()) {
      const auto expected = by_picture.at(picture).get<std::vector<double>>();
      const FloatImage found = activation_map(find_cam_method(name), response);
      ASSERT_EQ(found.samples.size(), expected.size()) << name;
      double largest = 0;
      for (const double value : expected) largest = std::max(largest, std::abs(value));
      ASSERT_GT(largest, 0) << name;
      for (size_t cell = 0; cell < expected.size(); ++cell) {
        EXPECT_NEAR(found.samples[cell] / largest, expected[cell] / largest, kTolerance)
            << name << ", picture " << picture << ", cell " << cell;
      }
    }
  }
}

// The last feature layer, one in the middle, and one inside a residual branch.
INSTANTIATE_TEST_SUITE_P(Layers, KerasMapsTest,
                         testing::Values(MapsCase{"conv5_block3_out"}, MapsCase{"conv4_block6_out"},
                                         MapsCase{"conv4_block6_out", Precision::kFloat64},
                                         MapsCase{"conv5_block2_2_relu"},
                                         MapsCase{"conv5_block2_2_relu", Precision::kFloat64}));

}  // namespace
}  // namespace myolens
