#include <gtest/gtest.h>

#include "myolens/backbones/catalogue.h"
#include "myolens/backbones/papers.h"
#include "myolens/graph/cost.h"

namespace myolens {
namespace {

// Convolutions of 3 x 3 on maps of 224, 112, 56, 28 and 14 pixels, then three dense layers: the
// 15.47 billion that publications give for VGG16.
TEST(PublishedFacts, GiveTheCostOfVgg16) {
  const int64_t convolutions =
      9 * (int64_t{224 * 224} * (3 * 64 + 64 * 64) + int64_t{112 * 112} * (64 * 128 + 128 * 128) +
           int64_t{56 * 56} * (128 * 256 + 2 * 256 * 256) +
           int64_t{28 * 28} * (256 * 512 + 2 * 512 * 512) + int64_t{14 * 14} * (3 * 512 * 512));
  const int64_t dense = int64_t{7 * 7 * 512} * 4096 + int64_t{4096} * 4096 + int64_t{4096} * 1000;
  const Backbone& backbone = find_backbone("vgg16");
  EXPECT_EQ(multiply_adds(build_backbone(backbone, {.input_size = 224})), convolutions);
  EXPECT_EQ(multiply_adds(build_backbone(backbone, {.input_size = 224, .include_top = true})),
            convolutions + dense);
  EXPECT_EQ(convolutions + dense, 15'470'264'320);
}

struct PublishedCost {
  const char* backbone;
  double millions;
};

// Tables of the papers, which round to two digits or three: MobileNet 569 (table 4), MobileNetV2
// 300 (table 4), EfficientNetB0 390 (table 1), DenseNet121 about 2,870 (half the 5.7 GFLOPs of
// table 2).
TEST(PublishedFacts, AgreeWithTheTablesOfThePapers) {
  for (const auto& [name, millions] :
       {PublishedCost{"mobilenet", 569}, PublishedCost{"mobilenetv2", 300},
        PublishedCost{"efficientnetb0", 390}, PublishedCost{"densenet121", 2870}}) {
    const Backbone& backbone = find_backbone(name);
    const Graph graph =
        build_backbone(backbone, {.input_size = backbone.input_size, .include_top = true});
    EXPECT_NEAR(static_cast<double>(multiply_adds(graph)) / 1e6, millions, 0.02 * millions) << name;
  }
}

TEST(PublishedFacts, NameAPaperForEveryBackbone) {
  for (const Backbone& backbone : backbone_catalogue()) {
    EXPECT_FALSE(paper_of(backbone.name).citation.empty()) << backbone.name;
  }
  EXPECT_EQ(paper_of("resnet152v2").arxiv, "1603.05027");
  EXPECT_EQ(paper_of("resnet152").arxiv, "1512.03385");
  EXPECT_EQ(paper_of("mobilenetv2").arxiv, "1801.04381");
}

}  // namespace
}  // namespace myolens
