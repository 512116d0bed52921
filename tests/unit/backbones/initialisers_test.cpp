#include <gtest/gtest.h>

#include "myolens/backbones/catalogue.h"

namespace myolens {
namespace {

using Kind = Initialiser::Kind;
using Fan = Initialiser::Fan;

constexpr Initialiser kConv{Kind::kTruncatedNormal, 2.0, Fan::kOut};
constexpr Initialiser kDense{Kind::kUniform, 1.0 / 3, Fan::kOut};

// Kernels of a network with top, by `get_config()` of the kernel, depthwise and pointwise
// initialisers of every layer in Keras 3.15.1. GlorotUniform, VarianceScaling(2, fan_out,
// truncated_normal), VarianceScaling(1/3, fan_out, uniform).
struct FamilyCase {
  const char* backbone;
  int glorot = 0;
  int truncated_normal = 0;
  int thirds = 0;
};

const std::vector<FamilyCase> kFamilies{{"vgg16", 13 + 3},
                                        {"xception", 6 + 1 + 2 * 34},
                                        {"inceptionv3", 94 + 1},
                                        {"inceptionresnetv2", 244 + 1},
                                        {"densenet121", 120 + 1},
                                        {"resnet50", 53 + 1},
                                        {"resnet50v2", 53 + 1},
                                        {"mobilenet", 15 + 13},
                                        {"mobilenetv2", 35 + 1 + 17},
                                        {"efficientnetb0", 0, 65 + 16, 1},
                                        // Not in Keras: as its larger sisters, without the two
                                        // convolutions of 16 squeezes.
                                        {"efficientnet-lite0", 0, 65 - 2 * 16 + 16, 1}};

TEST(Initialisers, AreThoseOfKerasInEveryFamily) {
  for (const FamilyCase& family : kFamilies) {
    const Backbone& backbone = find_backbone(family.backbone);
    const Graph graph =
        build_backbone(backbone, {.input_size = backbone.input_size, .include_top = true});
    int glorot = 0;
    int truncated_normal = 0;
    int thirds = 0;
    for (LayerId id = 0; id < graph.size(); ++id) {
      for (const WeightSpec& spec : graph.layer(id).weights) {
        glorot += spec.initialiser == kGlorotUniform ? 1 : 0;
        truncated_normal += spec.initialiser == kConv ? 1 : 0;
        thirds += spec.initialiser == kDense ? 1 : 0;
        const bool drawn = spec.initialiser.kind != Kind::kZeros && spec.initialiser != kOnes;
        EXPECT_EQ(drawn, spec.variable.ends_with("kernel")) << graph.layer(id).name;
      }
    }
    EXPECT_EQ(glorot, family.glorot) << family.backbone;
    EXPECT_EQ(truncated_normal, family.truncated_normal) << family.backbone;
    EXPECT_EQ(thirds, family.thirds) << family.backbone;
  }
}

TEST(Initialisers, OfAFamilyAreThoseOfAllItsNetworks) {
  for (const Backbone& backbone : backbone_catalogue()) {
    const bool efficient = backbone.name.starts_with("efficientnet");
    const Graph graph = build_backbone(backbone, {.input_size = backbone.input_size});
    for (LayerId id = 0; id < graph.size(); ++id) {
      for (const WeightSpec& spec : graph.layer(id).weights) {
        if (!spec.variable.ends_with("kernel")) continue;
        EXPECT_EQ(spec.initialiser, efficient ? kConv : kGlorotUniform)
            << backbone.name << ": " << graph.layer(id).name;
      }
    }
  }
}

}  // namespace
}  // namespace myolens
