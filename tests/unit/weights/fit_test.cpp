#include "myolens/weights/fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Conv2D three_filters(bool use_bias) {
  Conv2D conv;
  conv.filters = 3;
  conv.use_bias = use_bias;
  return conv;
}

// Two convolutions that Keras numbers, a named one between them, and a normalisation.
Graph network(bool with_top) {
  Graph graph;
  LayerId last = graph.input("input", {4, 4, 3});
  last = graph.add(graph.next_name("normalization"), Normalization{}, last);
  last = graph.add(graph.next_name("conv2d"), three_filters(true), last);
  last = graph.add("middle", three_filters(false), last);
  last = graph.add(graph.next_name("conv2d"), three_filters(true), last);
  if (with_top) {
    last = graph.add("avg_pool", GlobalAveragePooling2D{}, last);
    graph.add("predictions", Dense{.units = 10}, last);
  }
  return graph;
}

Tensor filled(const Shape& shape, float value) {
  return make_tensor(shape, std::vector<float>(static_cast<size_t>(element_count(shape)), value));
}

FileLayer conv(const std::string& name, float value, bool with_bias = true) {
  FileLayer layer{name, "Conv2D", {{"kernel", filled({1, 1, 3, 3}, value)}}};
  if (with_bias) layer.variables.push_back({"bias", filled({3}, value)});
  return layer;
}

FileLayer normalization(const std::string& name, float mean, float variance) {
  return {
      name,
      "Normalization",
      {{"mean", filled({3}, mean)}, {"variance", filled({3}, variance)}, {"count", filled({}, 0)}}};
}

FileLayer dense(const std::string& name, int64_t units) {
  return {name, "Dense", {{"kernel", filled({3, units}, 1)}, {"bias", filled({units}, 1)}}};
}

WeightFile sound_file() {
  return {WeightFormat::kKerasLegacyHdf5,
          "a.h5",
          {normalization("normalization", 2, 3), conv("conv2d", 1), conv("middle", 2, false),
           conv("conv2d_1", 3)}};
}

float value_of(const FittedWeights& fitted, const std::string& layer) {
  return fitted.weights.at(layer, "kernel").values[0];
}

FittedWeights fit(const WeightFile& file) {
  return fit_weights(file, std::vector<Graph>{network(false), network(true)});
}

TEST(Fit, TakesEveryVariableAndNothingElse) {
  const FittedWeights fitted = fit(sound_file());
  EXPECT_EQ(fitted.graph, 0U);
  EXPECT_EQ(fitted.how, "by name, numbered layers by order");
  EXPECT_THAT(fitted.warnings, IsEmpty());
  EXPECT_NO_THROW(check_weights(fitted.weights, network(false), "a.h5"));
}

TEST(Fit, MatchesLayersThatKerasNumbersByTheirOrder) {
  WeightFile file = sound_file();
  file.layers[1].name = "conv2d_1";  // the second network of a session
  file.layers[3].name = "conv2d_2";
  const FittedWeights fitted = fit(file);
  EXPECT_EQ(value_of(fitted, "conv2d"), 1);
  EXPECT_EQ(value_of(fitted, "middle"), 2);
  EXPECT_EQ(value_of(fitted, "conv2d_1"), 3);
}

TEST(Fit, KnowsTheNamesOfKeras1AndOfPublishedDenseNets) {
  WeightFile file = sound_file();
  file.layers[1].name = "convolution2d_1";
  file.layers[3].name = "convolution2d_2";
  EXPECT_EQ(value_of(fit(file), "conv2d_1"), 3);

  Graph graph;
  graph.add("conv1_conv", three_filters(true), graph.input("input", {4, 4, 3}));
  const WeightFile dense_net{WeightFormat::kKerasLegacyHdf5, "d.h5", {conv("conv1/conv", 7)}};
  EXPECT_EQ(value_of(fit_weights(dense_net, std::vector<Graph>{graph}), "conv1_conv"), 7);
}

TEST(Fit, CountsByClassWhereTheFileHasNoNames) {
  WeightFile file = sound_file();
  file.format = WeightFormat::kKerasWeightsHdf5;
  for (FileLayer& layer : file.layers) layer.name.clear();
  const FittedWeights fitted = fit(file);
  EXPECT_EQ(fitted.how, "by order");
  EXPECT_EQ(value_of(fitted, "middle"), 2);
  EXPECT_EQ(value_of(fitted, "conv2d_1"), 3);
}

// Keras lists the variables of a model inside with the trainable ones first.
TEST(Fit, GoesByNumberInAModelInsideWithoutConfiguration) {
  WeightFile file = sound_file();
  file.layers[1].name = "conv2d_9";
  file.layers[3].name = "conv2d_10";
  std::swap(file.layers[1], file.layers[3]);
  for (FileLayer& layer : file.layers) {
    layer.model = "net";
    layer.class_name.clear();
  }
  EXPECT_EQ(value_of(fit(file), "conv2d"), 1);
  EXPECT_EQ(value_of(fit(file), "conv2d_1"), 3);
}

TEST(Fit, PrefersTheNetworkWithItsTopWhenTheFileHasIt) {
  WeightFile file = sound_file();
  file.layers.push_back(dense("predictions", 10));
  EXPECT_EQ(fit(file).graph, 1U);
}

TEST(Fit, LeavesOutTheImageNetTopByNameOnly) {
  WeightFile file = sound_file();
  file.layers.insert(file.layers.begin(), dense("predictions", 10));
  const FittedWeights fitted = fit_weights(file, std::vector<Graph>{network(false)});
  EXPECT_THAT(fitted.warnings, Contains(HasSubstr("predictions")));
  file.layers[0].name = "other";
  EXPECT_THAT([&] { fit_weights(file, std::vector<Graph>{network(false)}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("unused: other")));
}

TEST(Fit, LeavesOutAHeadBehindTheNetworkWithAWarning) {
  WeightFile file = sound_file();
  file.layers.push_back(conv("conv2d_2", 9));
  file.layers.push_back(dense("dense", 2));
  EXPECT_THAT(fit(file).warnings, Contains(AllOf(HasSubstr("conv2d_2"), HasSubstr("dense"))));
}

TEST(Fit, RefusesLayersThatStandInTheNetwork) {
  WeightFile file = sound_file();
  file.layers.insert(file.layers.begin() + 2, conv("extra", 9));
  EXPECT_THAT([&] { fit(file); }, FailsWith(ErrorCode::kBadData, HasSubstr("unused: extra")));
}

// Keras 3's .weights.h5 does not say where a layer stands between those of other classes.
TEST(Fit, RefusesAClassThatMayStandInTheNetwork) {
  WeightFile file = sound_file();
  file.layers.push_back({"p_re_lu", "", {{"", filled({1, 1, 3}, 9)}}});
  EXPECT_THAT(fit(file).warnings, Contains(HasSubstr("p_re_lu")));
  file.format = WeightFormat::kKerasWeightsHdf5;
  EXPECT_THAT([&] { fit(file); },
              FailsWith(ErrorCode::kBadData, AllOf(HasSubstr("unused: p_re_lu"),
                                                   HasSubstr("save the model as .keras"))));
  file.layers.back() = dense("dense", 2);
  EXPECT_THAT(fit(file).warnings, Contains(HasSubstr("dense")));
}

TEST(Fit, FindsTheNetworkInALargerModel) {
  WeightFile file = sound_file();
  for (FileLayer& layer : file.layers) layer.model = "net";
  file.layers.insert(file.layers.begin(), conv("in_front", 9));
  file.layers.push_back(dense("dense", 2));
  EXPECT_THAT(fit(file).warnings, Contains(AllOf(HasSubstr("in_front"), HasSubstr("dense"))));

  file.layers.back().model = "net";
  EXPECT_THAT([&] { fit(file); }, FailsWith(ErrorCode::kBadData, HasSubstr("unused: net/dense")));
}

TEST(Fit, RefusesAFileThatHoldsTheNetworkTwice) {
  WeightFile file = sound_file();
  for (FileLayer& layer : file.layers) layer.model = "one";
  for (FileLayer layer : sound_file().layers) {
    layer.model = "two";
    file.layers.push_back(layer);
  }
  EXPECT_THAT([&] { fit(file); }, FailsWith(ErrorCode::kBadData, HasSubstr("twice")));
}

TEST(Fit, ListsWhatIsMissingOfAnotherShapeAndUnused) {
  WeightFile file = sound_file();
  file.layers[1].variables[0].tensor = filled({3, 3, 3, 3}, 1);
  file.layers[2].variables.push_back({"bias", filled({3}, 1)});
  file.layers[3].variables.pop_back();
  EXPECT_THAT([&] { fit(file); },
              FailsWith(ErrorCode::kBadData,
                        AllOf(HasSubstr("a.h5"), HasSubstr("missing: conv2d_1/bias"),
                              HasSubstr("conv2d/kernel (3 x 3 x 3 x 3, not 1 x 1 x 3 x 3)"),
                              HasSubstr("unused: middle/bias"))));
}

TEST(Fit, NeverMatchesByShapeAlone) {
  WeightFile file = sound_file();
  file.layers[2].name = "renamed";
  EXPECT_THAT([&] { fit(file); },
              FailsWith(ErrorCode::kBadData, HasSubstr("missing: middle/kernel")));
}

// A chain long enough for one fault to be a fault, and not a sign of another network.
TEST(Fit, TellsAnotherNetworkFromAFault) {
  Graph graph;
  WeightFile file{WeightFormat::kKerasLegacyHdf5, "chain.h5", {}};
  LayerId last = graph.input("input", {4, 4, 3});
  for (int i = 0; i < 20; ++i) {
    const std::string name = "block" + std::to_string(i);
    last = graph.add(name, three_filters(true), last);
    file.layers.push_back(conv(name, 1));
  }
  file.layers[7].variables.pop_back();
  EXPECT_THAT([&] { fit_weights(file, std::vector<Graph>{graph}); },
              FailsWith(ErrorCode::kBadData, AllOf(HasSubstr("missing: block7/bias"),
                                                   Not(HasSubstr("another network")))));
  file.layers.resize(15);
  EXPECT_THAT([&] { fit_weights(file, std::vector<Graph>{graph}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("another network")));
}

TEST(Fit, InsistsOnTheWeightsOfANormalization) {
  WeightFile file = sound_file();
  file.layers.erase(file.layers.begin());
  EXPECT_THAT([&] { fit(file); },
              FailsWith(ErrorCode::kBadData, AllOf(HasSubstr("normalization/mean"),
                                                   HasSubstr("wrongly scaled images"))));
}

TEST(Fit, WarnsOfANormalizationThatDoesNothing) {
  WeightFile file = sound_file();
  file.layers[0] = normalization("normalization_4", 0, 1);
  EXPECT_THAT(fit(file).warnings, Contains(HasSubstr("mean 0 and variance 1")));
}

TEST(Fit, RefusesAFileWithoutWeights) {
  EXPECT_THAT(
      [&] {
        fit({WeightFormat::kKerasArchive, "a.keras", {{"input", "InputLayer", {}}}});
      },
      FailsWith(ErrorCode::kBadData, HasSubstr("holds no weights")));
}

TEST(RescalingLayers, AreCountedInTheNetworkOnly) {
  WeightFile file = sound_file();
  file.layers.push_back({"rescaling", "", {}});
  file.layers.push_back({"rescaling_1", "", {}});
  EXPECT_EQ(rescaling_layers(file), 2U);
  for (FileLayer& layer : file.layers) layer.model = "net";
  file.layers.push_back({"rescaling_2", "Rescaling", {}});
  EXPECT_EQ(rescaling_layers(file), 2U);
  EXPECT_EQ(rescaling_layers({}), 0U);
}

}  // namespace
}  // namespace myolens
