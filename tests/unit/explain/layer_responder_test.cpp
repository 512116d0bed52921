#include "myolens/explain/layer_responder.h"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

#include "tests/support/error_matcher.h"
#include "tests/support/reference_fill.h"

namespace myolens {
namespace {

using testing::_;
using testing::AllOf;
using testing::Contains;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Not;
using testing::Pointwise;

constexpr int kSide = 12;

// Two branches over a stem, and a head: "left" and "right" meet in "sum".
ClassifierGraph branched_network(std::vector<int64_t> hidden) {
  ClassifierGraph network;
  Graph& graph = network.graph;
  LayerId x = graph.input("input_layer", {kSide, kSide, 3});
  x = graph.add("stem", Conv2D{6, {3, 3}, {2, 2}, Padding::kSame, true, ActivationKind::kRelu}, x);
  const LayerId left = graph.add("left", Conv2D{8, {1, 1}, {1, 1}}, x);
  LayerId right = graph.add("right_bn", BatchNormalization{1e-3}, x);
  right = graph.add("right", Conv2D{8, {3, 3}, {1, 1}, Padding::kSame, true, ActivationKind::kRelu},
                    right);
  const LayerId gate = graph.add("gate", GlobalAveragePooling2D{true}, left);
  const LayerId gated = graph.add("gated", Multiply{}, {right, gate});
  x = graph.add("sum", Add{}, {left, gated});
  graph.add("features", Activation{ActivationKind::kRelu}, x);
  network.head = append_head(graph, {std::move(hidden), 0.5}, 2);
  return network;
}

class LayerResponderTest : public testing::Test {
 protected:
  LayerResponse respond(const std::string& layer,
                        std::span<const double> target = kPositiveEvidence) const {
    return LayerResponder(network_, weights_, layer, {}).respond(input_, target);
  }
  // With respect to the first of the given layers, which together cut the network.
  std::vector<float> gradient_at_cut(const std::vector<std::string>& layers) const {
    const Graph& graph = network_.graph;
    std::vector<LayerId> given;
    for (const std::string& layer : layers) given.push_back(graph.find(layer));
    ForwardEngine below(graph, subgraph_between(graph, {0}, given), weights_, {});
    const std::vector<SampleValues> values = below.run({input_}, 1);
    TailBatch batch;
    batch.inputs.assign(values.begin(), values.end());
    batch.samples = 1;
    return make_trainable_tail(graph, subgraph_between(graph, given, {graph.output()}), weights_,
                               {})
        ->input_gradient(batch, kPositiveEvidence)[0];
  }

  const ClassifierGraph network_ = branched_network({7});
  const WeightSet weights_ = filled_weights(network_.graph, {1, 3});
  const std::vector<float> input_ = filled_input(1, 1, kSide);
};

// Whatever else the logits depend on stays as it is, whether the layer lies inside a branch or not.
TEST_F(LayerResponderTest, GivesTheGradientOfEveryKindOfCut) {
  for (const std::vector<std::string>& cut : {std::vector<std::string>{"stem"},
                                              {"right_bn", "left"},
                                              {"right", "left"},
                                              {"left", "right"},
                                              {"sum"}}) {
    const LayerResponse response = respond(cut[0]);
    EXPECT_EQ(response.shape, network_.graph.layer(network_.graph.find(cut[0])).output);
    const std::vector<float> expected = gradient_at_cut(cut);
    EXPECT_THAT(response.gradient, Pointwise(FloatNear(1e-6f), expected)) << cut[0];
    EXPECT_GT(*std::ranges::max_element(expected), 1e-4f) << cut[0];
  }
}

TEST_F(LayerResponderTest, HandsOutTheFeaturesOfTheForwardPass) {
  const Graph& graph = network_.graph;
  ForwardEngine engine(graph, subgraph_between(graph, {0}, {graph.find("right")}), weights_, {});
  EXPECT_THAT(respond("right").features, Pointwise(FloatNear(1e-6f), engine.run({input_}, 1)[0]));
}

// At the last feature layer the closed form and automatic differentiation must agree, and HiResCAM
// is Grad-CAM in both.
TEST_F(LayerResponderTest, AgreesWithTheClosedFormAtTheLastLayer) {
  const LayerResponse closed = respond("features");
  const Graph& graph = network_.graph;
  const LayerId features = graph.find("features");
  const auto tail = make_trainable_tail(
      graph, subgraph_between(graph, {features}, {graph.output()}), weights_, {});
  LayerResponse differentiated = closed;
  differentiated.gradient =
      tail->input_gradient({{closed.features}, 1}, std::vector<double>{1, -1})[0];
  EXPECT_THAT(closed.gradient, Pointwise(FloatNear(1e-7f), differentiated.gradient));
  EXPECT_THAT(activation_map(CamMethod::kHiResCam, differentiated).samples,
              Pointwise(FloatNear(1e-6f), activation_map(CamMethod::kGradCam, closed).samples));
}

bool has_loaded(const std::string& library) {
  std::ifstream maps("/proc/self/maps");
  const std::string text{std::istreambuf_iterator<char>(maps), {}};
  return text.find(library) != std::string::npos;
}

// libtorch takes 0.2 s to load. The test runs in a process of its own.
TEST_F(LayerResponderTest, LoadsNoTrainingLibraryForTheLastLayer) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto has_loaded_after = [&](const char* layer) {
    respond(layer);
    std::exit(has_loaded("libtorch") ? 1 : 0);
  };
  EXPECT_EXIT(has_loaded_after("features"), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(has_loaded_after("stem"), testing::ExitedWithCode(1), "");
}

TEST_F(LayerResponderTest, ExplainsOneClassAlone) {
  const LayerResponse both = respond("stem");
  const LayerResponse first = respond("stem", std::vector<double>{1, 0});
  const LayerResponse second = respond("stem", std::vector<double>{0, 1});
  for (size_t i = 0; i < both.gradient.size(); ++i)
    EXPECT_NEAR(first.gradient[i] - second.gradient[i], both.gradient[i], 1e-6);
}

TEST_F(LayerResponderTest, AllowsCamAtTheLastLayerOfALinearHeadOnly) {
  EXPECT_THAT(respond("features").cam_obstacle, HasSubstr("1 hidden layer"));
  EXPECT_THAT(respond("stem").cam_obstacle, AllOf(HasSubstr("features"), HasSubstr("stem")));
  const ClassifierGraph linear = branched_network({});
  const WeightSet weights = filled_weights(linear.graph, {1, 3});
  EXPECT_EQ(LayerResponder(linear, weights, "features", {}).respond(input_).cam_obstacle, "");
  EXPECT_NE(LayerResponder(linear, weights, "sum", {}).respond(input_).cam_obstacle, "");
}

TEST_F(LayerResponderTest, NamesTheNearestOfAnUnknownLayer) {
  EXPECT_THAT([&] { respond("feature"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("did you mean \"features\"")));
}

TEST_F(LayerResponderTest, RefusesLayersWithoutCells) {
  for (const char* layer : {"gate", "head_pool", "head_dense_1", "head_predictions"}) {
    EXPECT_THAT([&] { respond(layer); },
                FailsWith(ErrorCode::kInvalidArgument,
                          AllOf(HasSubstr(layer), HasSubstr("no cells"), HasSubstr("features"))));
  }
  EXPECT_THAT([&] { respond("input_layer"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("the picture itself")));
}

TEST_F(LayerResponderTest, RefusesInputsThatDoNotFit) {
  LayerResponder responder(network_, weights_, "stem", {});
  EXPECT_THAT([&] { responder.respond(std::span(input_).first(5)); },
              FailsWith(ErrorCode::kInvalidArgument, _));
  for (const char* layer : {"stem", "features"}) {
    EXPECT_THAT(
        [&] {
          respond(layer, std::vector<double>{1, 2, 3});
        },
        FailsWith(ErrorCode::kInvalidArgument, HasSubstr("3 weights")));
  }
}

TEST(SpatialLayers, AreThoseWithMoreThanOneCell) {
  const std::vector<std::string> names = spatial_layers(branched_network({7}));
  EXPECT_THAT(
      names, AllOf(Contains("stem"), Contains("right"), Contains("features"), Not(Contains("gate")),
                   Not(Contains("input_layer")), Not(Contains("head_pool"))));
}

// The last layer's closed form and a lower layer's automatic gradient, chained by hand through the
// ReLU between them, with the same clinical values.
TEST_F(LayerResponderTest, KeepsClinicalValuesAsTheyAre) {
  ClassifierGraph network = branched_network({7});
  Graph backbone;
  for (LayerId id = 0; id <= network.head.features; ++id) {
    const Layer& layer = network.graph.layer(id);
    backbone.add(layer.name, layer.operation, layer.inputs);
  }
  network.graph = backbone;
  network.head = append_head(network.graph, {{7}, 0.5, 4}, 2, 3);
  const WeightSet weights = filled_weights(network.graph, {1, 3});
  const auto response = [&](const char* layer, const std::vector<float>& clinical) {
    return LayerResponder(network, weights, layer, {}).respond(input_, kPositiveEvidence, clinical);
  };
  const std::vector<float> one{0.5F, 1, 0};
  const LayerResponse above = response("features", one);
  const LayerResponse below = response("sum", one);
  for (size_t i = 0; i < below.gradient.size(); ++i) {
    const float expected = above.features[i] > 0 ? above.gradient[i] : 0.0F;
    EXPECT_NEAR(below.gradient[i], expected, 1e-6);
  }
  EXPECT_THROW(response("features", {}), Error);
}

}  // namespace
}  // namespace myolens
