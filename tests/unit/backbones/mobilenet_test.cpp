// Settings of Keras 3.15's MobileNet and MobileNetV2 that the lists in tests/data/keras leave out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/backbones/catalogue.h"

namespace myolens {
namespace {

template <typename Kind>
const Kind& operation(const Graph& graph, const char* name) {
  return std::get<Kind>(graph.layer(graph.find(name)).operation);
}

Graph with_top(const char* name) {
  return build_backbone(find_backbone(name), {.input_size = 224, .include_top = true});
}

class MobileNetFamily : public testing::TestWithParam<const char*> {};

TEST_P(MobileNetFamily, CutsEveryReluOffAtSix) {
  const Graph graph = with_top(GetParam());
  int count = 0;
  for (LayerId id = 0; id < graph.size(); ++id) {
    const auto* relu = std::get_if<ReLU>(&graph.layer(id).operation);
    if (relu == nullptr) continue;
    EXPECT_EQ(relu->max_value, 6) << graph.layer(id).name;
    ++count;
  }
  EXPECT_GT(count, 0);
}

INSTANTIATE_TEST_SUITE_P(Versions, MobileNetFamily, testing::Values("mobilenet", "mobilenetv2"),
                         [](const auto& test) { return std::string(test.param); });

TEST(MobileNet, ClassifiesByAConvolutionOverKeptDimensions) {
  const Graph graph = with_top("mobilenet");
  EXPECT_TRUE(operation<GlobalAveragePooling2D>(graph, "global_average_pooling2d").keep_dimensions);
  EXPECT_EQ(operation<Dropout>(graph, "dropout").rate, 1e-3);
  EXPECT_EQ(graph.layer(graph.find("conv_preds")).output, (Shape{1, 1, 1000}));
  EXPECT_EQ(operation<Activation>(graph, "predictions").kind, ActivationKind::kSoftmax);
}

// What stands above each stride of 2; below it is always 1. The sides in front of them are 113, 57,
// 29, 15 for 225 pixels and 166, 83, 42, 21 for 331.
std::vector<int64_t> rows_above_strides(const char* backbone, int input_size) {
  const Graph graph = build_backbone(find_backbone(backbone), {.input_size = input_size});
  std::vector<int64_t> rows;
  for (LayerId id = 0; id < graph.size(); ++id) {
    const auto* padding = std::get_if<ZeroPadding2D>(&graph.layer(id).operation);
    if (padding == nullptr) continue;
    EXPECT_EQ(padding->left, padding->top);
    EXPECT_EQ(padding->bottom, 1);
    EXPECT_EQ(padding->right, 1);
    rows.push_back(padding->top);
  }
  return rows;
}

TEST(MobileNetV2, PadsOddSidesAboveToo) {
  using testing::ElementsAre;
  EXPECT_THAT(rows_above_strides("mobilenetv2", 224), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(rows_above_strides("mobilenetv2", 225), ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(rows_above_strides("mobilenetv2", 331), ElementsAre(0, 1, 0, 1));
}

TEST(MobileNet, NeverPadsAbove) {
  EXPECT_THAT(rows_above_strides("mobilenet", 225), testing::ElementsAre(0, 0, 0, 0));
}

// Keras builds it with momentum 0.999 and every other family with 0.99.
TEST(MobileNetV2, MovesItsStatisticsTenTimesSlower) {
  for (const auto& [backbone, momentum] : {std::pair{"mobilenetv2", 0.999}, {"mobilenet", 0.99}}) {
    const Graph graph = build_backbone(find_backbone(backbone), {.input_size = 224});
    for (LayerId id = 0; id < graph.size(); ++id) {
      const auto* norm = std::get_if<BatchNormalization>(&graph.layer(id).operation);
      if (norm != nullptr) {
        EXPECT_EQ(norm->momentum, momentum) << graph.layer(id).name;
      }
    }
  }
}

}  // namespace
}  // namespace myolens
