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
    {"vgg16", 3, "block5_conv2", 4719616, 14714688},
    {"vgg19", 3, "block5_conv3", 4719616, 20024384},
    {"xception", 18, "block13_sepconv1", 6804016, 20861480},
    {"inceptionv3", 50, "conv2d_83", 7183936, 21802784},
    {"inceptionresnetv2", 116, "conv2d_176", 17453504, 54336736},
    {"densenet121", 115, "conv5_block1_1_conv", 2190336, 7037504},
    {"densenet169", 139, "conv5_block13_2_conv", 4124928, 12642880},
    {"densenet201", 185, "conv5_block7_1_conv", 6086272, 18321984},
    {"resnet50", 16, "conv5_block2_3_conv", 5532672, 23587712},
    {"resnet101", 28, "conv5_block1_0_conv", 12111872, 42658176},
    {"resnet152", 71, "conv4_block33_2_conv", 19223296, 58370944},
    {"resnet50v2", 17, "conv5_block2_3_conv", 5531648, 23564800},
    {"resnet101v2", 29, "conv5_block1_0_conv", 12101632, 42626560},
    {"resnet152v2", 78, "conv4_block33_2_conv", 19210240, 58331648},
    {"efficientnetb0", 19, "block7a_expand_conv", 1137968, 4049571},
    {"efficientnetb1", 19, "block7b_expand_conv", 1987920, 6575239},
    {"efficientnetb2", 19, "block7b_expand_conv", 2400728, 7768569},
    {"efficientnetb3", 30, "block7a_dwconv", 3573562, 10783535},
    {"efficientnetb4", 37, "block6h_se_expand", 5856660, 17673823},
    {"efficientnetb5", 34, "block7b_expand_conv", 9038080, 28513527},
    {"efficientnetb6", 45, "block7a_dwconv", 13002326, 40960143},
    {"efficientnetb7", 49, "block7b_expand_conv", 20298720, 64097687},
    {"mobilenet", 8, "conv_dw_13", 1070080, 3228864},
    {"mobilenetv2", 10, "block_16_depthwise", 739520, 2257984},
    {"efficientnet-lite0", 14, "block7a_expand_conv", 1026176, 3413024},
    {"efficientnet-lite1", 20, "block6e_dwconv", 1285376, 4189344},
    {"efficientnet-lite2", 20, "block6e_dwconv", 1478784, 4869168},
};

TEST(FineTuningRange, HoldsTheTopLayersBelowOneThirdOfEveryBackbone) {
  ASSERT_EQ(kCases.size(), backbone_catalogue().size());
  for (const RangeCase& c : kCases) {
    const Graph graph = build_backbone(find_backbone(c.backbone), {.input_size = 224});
    const FineTuningRange range = fine_tuning_range(graph);
    EXPECT_EQ(range.layers.size(), c.layers) << c.backbone;
    EXPECT_EQ(graph.layer(range.first_trained).name, c.first) << c.backbone;
    EXPECT_EQ(range.parameters, c.parameters) << c.backbone;
    EXPECT_EQ(graph.parameters(), c.all_parameters) << c.backbone;
    EXPECT_EQ(range.layers.back(), graph.output()) << c.backbone;
  }
}

TEST(FineTuningRange, DoesNotDependOnTheInputSize) {
  const Backbone& backbone = find_backbone("resnet152v2");
  EXPECT_EQ(fine_tuning_range(build_backbone(backbone, {.input_size = 64})).layers,
            fine_tuning_range(build_backbone(backbone, {.input_size = 224})).layers);
}

}  // namespace
}  // namespace myolens
