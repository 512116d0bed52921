#include <gtest/gtest.h>

#include "myolens/backbones/catalogue.h"
#include "myolens/graph/cut.h"

namespace myolens {
namespace {

struct RangeCase {
  const char* backbone;
  size_t layers;           // in the range
  const char* first;       // trained layer
  int64_t parameters;      // in the range
  int64_t all_parameters;  // of the backbone, from Keras
};

// The numbers of layers for ResNet50 (16) and ResNet152V2 (78) are those of docs/paper.md; the
// others were counted from Keras's lists of layers (tests/data/keras), batch normalisation
// included.
const std::vector<RangeCase> kCases{
    {"resnet50", 16, "conv5_block2_3_conv", 5532672, 23587712},
    {"resnet101", 28, "conv5_block1_0_conv", 12111872, 42658176},
    {"resnet152", 71, "conv4_block33_2_conv", 19223296, 58370944},
    {"resnet50v2", 17, "conv5_block2_3_conv", 5531648, 23564800},
    {"resnet101v2", 29, "conv5_block1_0_conv", 12101632, 42626560},
    {"resnet152v2", 78, "conv4_block33_2_conv", 19210240, 58331648},
};

TEST(FineTuningRange, HoldsTheTopLayersBelowOneThirdOfEveryBackbone) {
  ASSERT_EQ(kCases.size(), backbone_catalogue().size());
  for (const RangeCase& c : kCases) {
    const Graph graph = build_backbone(find_backbone(c.backbone), {.input_size = 224});
    const FineTuningRange range = one_third_range(graph);
    EXPECT_EQ(range.layers.size(), c.layers) << c.backbone;
    EXPECT_EQ(graph.layer(range.first_trained).name, c.first) << c.backbone;
    EXPECT_EQ(range.parameters, c.parameters) << c.backbone;
    EXPECT_EQ(graph.parameters(), c.all_parameters) << c.backbone;
    EXPECT_EQ(range.layers.back(), graph.output()) << c.backbone;
  }
}

TEST(FineTuningRange, DoesNotDependOnTheInputSize) {
  const Backbone& backbone = find_backbone("resnet152v2");
  EXPECT_EQ(one_third_range(build_backbone(backbone, {.input_size = 64})).layers,
            one_third_range(build_backbone(backbone, {.input_size = 224})).layers);
}

}  // namespace
}  // namespace myolens
