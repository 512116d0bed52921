#include "myolens/weights/keras_hdf5.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/weights/hdf5_builder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// "model|name|class: variable=first value ..." per layer.
std::vector<std::string> summary(const WeightFile& file) {
  std::vector<std::string> lines;
  for (const FileLayer& layer : file.layers) {
    std::string line = layer.model + "|" + layer.name + "|" + layer.class_name + ":";
    for (const FileVariable& variable : layer.variables)
      line += " " + variable.name + "=" + std::to_string(int(variable.tensor.values[0]));
    lines.push_back(line);
  }
  return lines;
}

TEST(KerasLegacyHdf5, GivesAllLayersInTheModelsOrder) {
  const TemporaryFolder folder;
  {
    Hdf5Builder file(folder / "a.h5");
    file.texts("", "layer_names", {"input_1", "z_conv", "a_bn"});
    file.legacy_layer("input_1", {});
    file.legacy_layer("z_conv", {{"z_conv/kernel:0", {1, 1, 3, 2}, 1}, {"z_conv/bias:0", {2}, 2}});
    file.legacy_layer("a_bn", {{"a_bn/gamma:0", {2}, 3}, {"a_bn/moving_mean:0", {2}, 4}});
  }
  const WeightFile weights = read_keras_hdf5(folder / "a.h5");
  EXPECT_EQ(weights.format, WeightFormat::kKerasLegacyHdf5);
  EXPECT_THAT(summary(weights), ElementsAre("|input_1|:", "|z_conv|: kernel=1 bias=2",
                                            "|a_bn|: gamma=3 moving_mean=4"));
  EXPECT_EQ(weights.layers[1].variables[0].tensor.shape, (Shape{1, 1, 3, 2}));
}

struct NameCase {
  std::string layer;
  std::string weight;
  std::string variable;
};

TEST(KerasLegacyHdf5, KnowsVariablesByTheNamesOfEveryKerasVersion) {
  for (const NameCase& c : {NameCase{"block1_conv1", "block1_conv1_W_1:0", "kernel"},
                            {"block1_conv1", "block1_conv1_b_1:0", "bias"},
                            {"bn", "bn_running_mean:0", "moving_mean"},
                            {"conv1/conv", "conv1/conv/kernel:0", "kernel"},
                            {"conv1_conv", "conv1_conv/kernel", "kernel"},
                            {"conv_dw_1", "conv_dw_1/depthwise_kernel:0", "kernel"},
                            {"bn", "bn/gamma_1:0", "gamma"}}) {
    const TemporaryFolder folder;
    {
      Hdf5Builder file(folder / "a.h5");
      file.fixed_texts("", "layer_names", {c.layer});
      file.legacy_layer(c.layer, {{c.weight, {1}, 5}});
    }
    EXPECT_THAT(summary(read_keras_hdf5(folder / "a.h5")),
                ElementsAre("|" + c.layer + "|: " + c.variable + "=5"));
  }
}

TEST(KerasLegacyHdf5, KeepsTheDepthwiseKernelOfASeparableConvolution) {
  const TemporaryFolder folder;
  {
    Hdf5Builder file(folder / "a.h5");
    file.texts("", "layer_names", {"s"});
    file.legacy_layer("s", {{"s/depthwise_kernel:0", {1}, 1}, {"s/pointwise_kernel:0", {1}, 2}});
  }
  EXPECT_THAT(summary(read_keras_hdf5(folder / "a.h5")),
              ElementsAre("|s|: depthwise_kernel=1 pointwise_kernel=2"));
}

constexpr const char* kNestedConfig =
    R"({"class_name":"Functional","config":{"name":"m","layers":[
      {"class_name":"InputLayer","config":{"name":"in"}},
      {"class_name":"Functional","config":{"name":"net","layers":[
        {"class_name":"Rescaling","config":{"name":"rescaling"}},
        {"class_name":"Conv2D","config":{"name":"conv2d_7"}},
        {"class_name":"BatchNormalization","config":{"name":"bn"}}]}},
      {"class_name":"Dense","config":{"name":"dense"}}]}})";

void write_nested_legacy(const fs::path& path, bool with_config) {
  Hdf5Builder file(path);
  if (with_config) file.text("", "model_config", kNestedConfig);
  const std::string root = with_config ? "model_weights" : "";
  const std::string prefix = with_config ? "model_weights/" : "";
  if (with_config) file.group(root);
  file.texts(root, "layer_names", {"in", "net", "dense"});
  file.legacy_layer(prefix + "in", {});
  // The batch norm is trainable, the convolution in front of it frozen.
  file.legacy_layer(
      prefix + "net",
      {{"bn/gamma:0", {1}, 1}, {"conv2d_7/kernel:0", {1}, 2}, {"bn/moving_mean:0", {1}, 3}});
  file.legacy_layer(prefix + "dense", {{"dense/kernel:0", {1}, 4}});
}

TEST(KerasLegacyHdf5, GivesTheLayersOfAModelInside) {
  const TemporaryFolder folder;
  write_nested_legacy(folder / "a.h5", false);
  EXPECT_THAT(summary(read_keras_hdf5(folder / "a.h5")),
              ElementsAre("|in|:", "net|bn|: gamma=1 moving_mean=3", "net|conv2d_7|: kernel=2",
                          "|dense|: kernel=4"));
}

TEST(KerasLegacyHdf5, OrdersAWholeModelByItsConfiguration) {
  const TemporaryFolder folder;
  write_nested_legacy(folder / "a.h5", true);
  EXPECT_THAT(
      summary(read_keras_hdf5(folder / "a.h5")),
      ElementsAre("|in|InputLayer:", "net|rescaling|Rescaling:", "net|conv2d_7|Conv2D: kernel=2",
                  "net|bn|BatchNormalization: gamma=1 moving_mean=3", "|dense|Dense: kernel=4"));
}

TEST(KerasLegacyHdf5, SaysWhatTheFileListsButDoesNotHold) {
  const TemporaryFolder folder;
  {
    Hdf5Builder file(folder / "a.h5");
    file.texts("", "layer_names", {"gone"});
  }
  EXPECT_THAT([&] { read_keras_hdf5(folder / "a.h5"); },
              FailsWith(ErrorCode::kBadFormat, AllOf(HasSubstr("a.h5"), HasSubstr("gone"))));
  {
    Hdf5Builder file(folder / "b.h5");
    file.texts("", "layer_names", {"conv"});
    file.group("conv");
    file.texts("conv", "weight_names", {"conv/kernel:0"});
  }
  EXPECT_THAT([&] { read_keras_hdf5(folder / "b.h5"); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("conv/kernel:0")));
}

TEST(KerasWeightsHdf5, NamesVariablesByClassAndOrdersCountersByNumber) {
  const TemporaryFolder folder;
  {
    Hdf5Builder file(folder / "a.weights.h5");
    file.floats("layers/conv2d_10/vars/0", {1}, {10});
    file.floats("layers/conv2d_2/vars/0", {1}, {2});
    file.floats("layers/conv2d_2/vars/1", {1}, {3});
    file.floats("layers/conv2d/vars/0", {1}, {1});
    for (int i = 0; i < 4; ++i)
      file.floats("layers/batch_normalization/vars/" + std::to_string(i), {1}, {float(i)});
    for (int i = 0; i < 3; ++i)
      file.floats("layers/batch_normalization_1/vars/" + std::to_string(i), {1}, {float(i)});
    file.floats("layers/depthwise_conv2d/vars/0", {1}, {4});
    file.floats("layers/separable_conv2d/vars/0", {1}, {5});
    file.floats("layers/separable_conv2d/vars/1", {1}, {6});
    file.floats("layers/normalization/vars/0", {1}, {7});
    file.floats("layers/normalization/vars/1", {1}, {8});
    file.integer("layers/normalization/vars/2", 0);
    file.group("layers/rescaling/vars");
    file.group("layers/rescaling_1/vars");
  }
  const WeightFile weights = read_keras_hdf5(folder / "a.weights.h5");
  EXPECT_EQ(weights.format, WeightFormat::kKerasWeightsHdf5);
  EXPECT_THAT(
      summary(weights),
      ElementsAre("||BatchNormalization: gamma=0 beta=1 moving_mean=2 moving_variance=3",
                  "||BatchNormalization: beta=0 moving_mean=1 moving_variance=2",
                  "||Conv2D: kernel=1", "||Conv2D: kernel=2 bias=3", "||Conv2D: kernel=10",
                  "||DepthwiseConv2D: kernel=4", "||Normalization: mean=7 variance=8 count=0",
                  "||Rescaling:", "||Rescaling:",
                  "||SeparableConv2D: depthwise_kernel=5 pointwise_kernel=6"));
}

TEST(KerasWeightsHdf5, TakesTheNamesThatNewerVersionsStore) {
  const TemporaryFolder folder;
  {
    Hdf5Builder file(folder / "a.weights.h5");
    file.floats("layers/functional/layers/conv2d/vars/0", {1}, {1});
    file.text("layers/functional/layers/conv2d/vars", "name", "conv1_conv");
    file.group("layers/functional/vars");
    file.text("layers/functional/vars", "name", "resnet50");
    file.integer("layers/dropout/seed_generator/vars/0", 3);
  }
  EXPECT_THAT(summary(read_keras_hdf5(folder / "a.weights.h5")),
              ElementsAre("|resnet50|:", "resnet50|conv1_conv|Conv2D: kernel=1"));
}

TEST(KerasWeightsHdf5, FollowsAConfigurationWhereThereIsOne) {
  const TemporaryFolder folder;
  {
    Hdf5Builder file(folder / "a.weights.h5");
    file.floats("layers/dense/vars/0", {1}, {4});
    file.floats("layers/functional/layers/batch_normalization/vars/0", {1}, {3});
    file.floats("layers/functional/layers/conv2d/vars/0", {1}, {2});
  }
  const WeightFile weights = read_keras_weights_hdf5(read_hdf5(folder / "a.weights.h5"),
                                                     read_keras_config(kNestedConfig, "a.keras"));
  EXPECT_THAT(summary(weights),
              ElementsAre("net|conv2d_7|Conv2D: kernel=2", "net|bn|BatchNormalization: gamma=3",
                          "|dense|Dense: kernel=4"));
}

TEST(KerasHdf5, RefusesHdf5ThatIsNotOfKeras) {
  const TemporaryFolder folder;
  {
    Hdf5Builder file(folder / "a.h5");
    file.floats("data", {1}, {1});
  }
  EXPECT_THAT([&] { read_keras_hdf5(folder / "a.h5"); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("not of Keras")));
}

TEST(KerasHdf5, IsReadByContentAndCheckedForNaN) {
  const TemporaryFolder folder;
  {
    Hdf5Builder file(folder / "a.h5");
    file.texts("", "layer_names", {"conv"});
    file.legacy_layer("conv", {{"conv/kernel:0", {2}, std::numeric_limits<float>::quiet_NaN()}});
  }
  EXPECT_THAT([&] { read_weight_file(folder / "a.h5"); },
              FailsWith(ErrorCode::kBadData, AllOf(HasSubstr("a.h5"), HasSubstr("conv/kernel"))));
}

TEST(KerasHdf5, SaysThatAnErrorPageOrNothingIsNoWeightFile) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { read_weight_file(folder.write("a.h5", "<!DOCTYPE html><html>404</html>")); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("a.h5")));
  EXPECT_THAT([&] { read_weight_file(folder.write("b.h5", "")); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("b.h5")));
}

}  // namespace
}  // namespace myolens
