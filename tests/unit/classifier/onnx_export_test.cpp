#include "myolens/classifier/onnx_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "myolens/base/file.h"
#include "myolens/weights/strided.h"
#include "myolens/weights/weight_file.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

std::map<std::string, Tensor> constants_of(const std::filesystem::path& onnx) {
  std::map<std::string, Tensor> constants;
  for (const FileLayer& layer : read_weight_file(onnx).layers) {
    EXPECT_EQ(layer.variables.size(), 1U) << layer.name;
    constants[layer.name] = layer.variables[0].tensor;
  }
  return constants;
}

Tensor as_onnx_has_it(const Tensor& tensor) {
  if (tensor.shape.size() != 4) return tensor;
  const auto* bytes = reinterpret_cast<const uint8_t*>(tensor.values.data());
  return copy_with_axes(
      {{bytes, tensor.values.size_bytes()}, tensor.shape, contiguous_strides(tensor.shape)},
      {3, 2, 0, 1});
}

TEST(OnnxExport, HoldsTheWeightsOfTheBundleAndFewOtherNumbers) {
  const TemporaryFolder folder;
  ModelBundle bundle = small_bundle();
  bundle.temperature = 1.75;
  export_onnx(bundle, folder / "model.onnx");
  auto constants = constants_of(folder / "model.onnx");
  for (const auto& [key, tensor] : bundle.weights.tensors()) {
    ASSERT_TRUE(constants.contains(key)) << key;
    const Tensor expected = as_onnx_has_it(tensor);
    EXPECT_EQ(constants.at(key).shape, expected.shape) << key;
    EXPECT_TRUE(std::ranges::equal(constants.at(key).values, expected.values)) << key;
    constants.erase(key);
  }
  EXPECT_THAT(constants.at("temperature").values, ElementsAre(1.75F));
  EXPECT_THAT(constants.at("maps/Mul/by").values, Each(1 / 127.5F));
  EXPECT_THAT(constants.at("maps/Add/by").values, Each(-1.0F));
  EXPECT_EQ(constants.size(), 3U);
}

TEST(OnnxExport, TellsWhatTheModelIs) {
  ModelBundle bundle = small_bundle();
  bundle.threshold = 0.375;
  bundle.threshold_rule = "Youden's J";
  bundle.colours = {true, "hot_iron"};
  bundle.labels = {"CAD, any", "non-CAD"};
  bundle.training_inputs = {{"P1234", "secret.png", std::string(64, 'a')}};
  const OnnxModel model = onnx_model(bundle);
  const std::map<std::string, std::string> metadata(model.metadata.begin(), model.metadata.end());
  EXPECT_EQ(metadata.at("notice"), "Research use only, not a medical device.");
  EXPECT_EQ(metadata.at("labels"), R"(["CAD, any","non-CAD"])");
  EXPECT_EQ(metadata.at("positive_label"), "CAD, any");
  EXPECT_EQ(metadata.at("threshold"), "0.375");
  EXPECT_EQ(metadata.at("threshold_rule"), "Youden's J");
  EXPECT_EQ(metadata.at("temperature"), "1");
  EXPECT_EQ(metadata.at("backbone"), "resnet50v2");
  EXPECT_EQ(metadata.at("input_size"), "64");
  EXPECT_EQ(metadata.at("weights_origin"), "filled");
  EXPECT_EQ(metadata.at("uptake"), "true");
  EXPECT_EQ(metadata.at("colour_scale"), "hot_iron");
  EXPECT_EQ(metadata.at("synthetic_data"), "true");
  EXPECT_EQ(metadata.at("program_version"), "test");
  EXPECT_THAT(metadata.at("preprocessing"), HasSubstr("minus_one_one, inside the model"));
  EXPECT_THAT(model.description,
              testing::AllOf(HasSubstr("Research use only"), HasSubstr("synthetic patients"),
                             HasSubstr("64 x 64 pixels")));
  EXPECT_THAT(metadata, Not(Contains(Pair(testing::_, HasSubstr("P1234")))));
  EXPECT_THAT(metadata, Not(Contains(Pair(testing::_, HasSubstr("secret")))));
}

TEST(OnnxExport, TakesMapsAndGivesProbabilities) {
  const OnnxModel model = onnx_model(small_bundle());
  ASSERT_EQ(model.inputs.size(), 1U);
  EXPECT_EQ(model.inputs[0].name, "maps");
  EXPECT_EQ(model.inputs[0].sample, (Shape{64, 64, 3}));
  EXPECT_EQ(model.output.name, "probabilities");
  EXPECT_EQ(model.output.sample, (Shape{2}));
  EXPECT_EQ(model.nodes.front().inputs, (std::vector<std::string>{"maps"}));
  EXPECT_EQ(model.nodes.back().operation, "Softmax");
  EXPECT_EQ(model.nodes.back().output, "probabilities");
}

// What comes in are the patient's numbers; scaling is inside, the mean in two parts.
TEST(OnnxExport, TakesClinicalValuesAsASecondInput) {
  const ModelBundle bundle = clinical_bundle();
  const OnnxModel model = onnx_model(bundle);
  ASSERT_EQ(model.inputs.size(), 2U);
  EXPECT_EQ(model.inputs[1].name, "clinical");
  EXPECT_EQ(model.inputs[1].sample, (Shape{4}));
  const auto values = [&](const std::string& name) {
    const auto found = std::ranges::find(model.tensors, name, &OnnxTensor::name);
    return std::vector<float>(found->tensor.values.begin(), found->tensor.values.end());
  };
  EXPECT_THAT(values("clinical/mean"), ElementsAre(60, 0, 0, 0));
  EXPECT_THAT(values("clinical/mean_rest"), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(values("clinical/deviation"), ElementsAre(12.5F, 1, 1, 1));
  const std::map<std::string, std::string> metadata(model.metadata.begin(), model.metadata.end());
  EXPECT_THAT(metadata.at("clinical"), HasSubstr(R"("texts":["F","M"])"));
  EXPECT_THAT(model.description, HasSubstr("clinical values"));
  const auto concat = std::ranges::find(model.nodes, "head_concat", &OnnxNode::output);
  EXPECT_THAT(concat->inputs, ElementsAre("head_pool", "head_clinical_1"));
}

struct PreprocessingNodes {
  Preprocessing preprocessing;
  std::vector<std::string> operations;
};

// What backbones/preprocessing.h says; nothing for what changes nothing.
TEST(OnnxExport, PreprocessesInside) {
  const std::vector<PreprocessingNodes> cases{
      {Preprocessing::kCaffe, {"Transpose", "Gather", "Add"}},
      {Preprocessing::kMinusOneOne, {"Transpose", "Mul", "Add"}},
      {Preprocessing::kTorch, {"Transpose", "Mul", "Add"}},
      {Preprocessing::kRaw, {"Transpose"}},
      {Preprocessing::kLite, {"Transpose", "Mul", "Add"}},
  };
  for (const PreprocessingNodes& c : cases) {
    ModelBundle bundle = small_bundle();
    bundle.preprocessing = c.preprocessing;
    const OnnxModel model = onnx_model(bundle);
    std::vector<std::string> operations;
    for (const OnnxNode& node : model.nodes) {
      if (!node.output.starts_with("maps/")) break;
      operations.push_back(node.operation);
    }
    EXPECT_EQ(operations, c.operations) << name_of(c.preprocessing);
    if (c.preprocessing != Preprocessing::kCaffe) continue;
    EXPECT_THAT(model.integers.at(0).values, ElementsAre(2, 1, 0));
    EXPECT_THAT(model.tensors.at(0).tensor.values, ElementsAre(-103.939F, -116.779F, -123.68F));
  }
}

TEST(OnnxExport, OverwritesNothing) {
  const TemporaryFolder folder;
  const auto file = folder.write("model.onnx", "mine");
  EXPECT_THAT([&] { export_onnx(small_bundle(), file); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("never overwritten")));
  EXPECT_EQ(read_text_file(file), "mine");
}

}  // namespace
}  // namespace myolens
