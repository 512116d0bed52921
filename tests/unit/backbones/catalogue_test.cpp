#include "myolens/backbones/catalogue.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Catalogue, HasEachNameOnce) {
  std::set<std::string_view> names;
  for (const Backbone& backbone : backbone_catalogue()) {
    EXPECT_TRUE(names.insert(backbone.name).second) << backbone.name;
    EXPECT_TRUE(names.insert(backbone.keras_name).second) << backbone.keras_name;
  }
}

TEST(Catalogue, FindsByEitherName) {
  EXPECT_EQ(find_backbone("resnet152v2").keras_name, "ResNet152V2");
  EXPECT_EQ(find_backbone("ResNet152V2").name, "resnet152v2");
}

TEST(Catalogue, NamesTheNearestBackbone) {
  EXPECT_THAT([] { find_backbone("resnet51"); },
              FailsWith(ErrorCode::kInvalidArgument,
                        AllOf(HasSubstr("\"resnet51\""), HasSubstr("\"resnet50\""))));
}

// Shapes of the last feature layer as Keras 3.15 gives them.
struct FamilyCase {
  const char* backbone;
  int minimum;
  int64_t channels;
  int64_t side_at_minimum;
  int64_t side_at_225;
  int64_t side_at_331;
};

const std::vector<FamilyCase> kFamilies{{"vgg16", 32, 512, 1, 7, 10},
                                        {"xception", 71, 2048, 3, 7, 11},
                                        {"inceptionv3", 75, 2048, 1, 5, 9},
                                        {"inceptionresnetv2", 75, 1536, 1, 5, 9},
                                        {"densenet121", 32, 1024, 1, 7, 10},
                                        {"resnet50", 32, 2048, 1, 8, 11},
                                        {"resnet50v2", 32, 2048, 1, 8, 11},
                                        {"efficientnetb0", 32, 1280, 1, 8, 11},
                                        {"mobilenet", 32, 1024, 1, 7, 10},
                                        {"mobilenetv2", 32, 1280, 1, 8, 11},
                                        {"efficientnet-lite0", 32, 1280, 1, 8, 11}};

TEST(Backbones, TakeOddSizesAndTheirMinimum) {
  for (const FamilyCase& c : kFamilies) {
    const auto feature_shape = [&](int input_size) {
      const Graph graph = build_backbone(find_backbone(c.backbone), {.input_size = input_size});
      return graph.layer(graph.output()).output;
    };
    EXPECT_EQ(feature_shape(c.minimum), (Shape{c.side_at_minimum, c.side_at_minimum, c.channels}))
        << c.backbone;
    EXPECT_EQ(feature_shape(225), (Shape{c.side_at_225, c.side_at_225, c.channels})) << c.backbone;
    EXPECT_EQ(feature_shape(331), (Shape{c.side_at_331, c.side_at_331, c.channels})) << c.backbone;
  }
}

TEST(Backbones, RefuseLessThanTheirMinimum) {
  for (const FamilyCase& c : kFamilies) {
    EXPECT_THAT([&] { build_backbone(find_backbone(c.backbone), {.input_size = c.minimum - 1}); },
                FailsWith(ErrorCode::kInvalidArgument,
                          HasSubstr("at least " + std::to_string(c.minimum) + " pixels, not " +
                                    std::to_string(c.minimum - 1))));
  }
}

std::vector<std::string> top_of(const char* name) {
  const Backbone& backbone = find_backbone(name);
  const size_t bare = build_backbone(backbone, {.input_size = backbone.input_size}).size();
  const Graph graph =
      build_backbone(backbone, {.input_size = backbone.input_size, .include_top = true});
  std::vector<std::string> names;
  for (LayerId id = bare; id < graph.size(); ++id) names.push_back(graph.layer(id).name);
  return names;
}

TEST(Backbones, HaveTheTopOfKeras) {
  using testing::ElementsAre;
  EXPECT_THAT(top_of("vgg19"), ElementsAre("flatten", "fc1", "fc2", "predictions"));
  EXPECT_THAT(top_of("xception"), ElementsAre("avg_pool", "predictions"));
  EXPECT_THAT(top_of("inceptionresnetv2"), ElementsAre("avg_pool", "predictions"));
  EXPECT_THAT(top_of("mobilenet"), ElementsAre("global_average_pooling2d", "dropout", "conv_preds",
                                               "reshape_2", "predictions"));
  EXPECT_THAT(top_of("mobilenetv2"), ElementsAre("global_average_pooling2d", "predictions"));
  EXPECT_THAT(top_of("efficientnetb3"), ElementsAre("avg_pool", "top_dropout", "predictions"));
}

TEST(Backbones, EndWithAThousandClassesWhenTheTopIsThere) {
  for (const Backbone& backbone : backbone_catalogue()) {
    const Graph graph =
        build_backbone(backbone, {.input_size = backbone.input_size, .include_top = true});
    EXPECT_EQ(graph.layer(graph.output()).name, "predictions") << backbone.name;
    EXPECT_EQ(graph.layer(graph.output()).output, (Shape{1000})) << backbone.name;
  }
}

// keras.applications.efficientnet divides once more by the root of ImageNet's deviations.
TEST(EfficientNet, HasASecondRescalingForImageNetWeights) {
  const Backbone& backbone = find_backbone("efficientnetb0");
  const Graph graph = build_backbone(backbone, {.input_size = 224, .imagenet_rescaling = true});
  const Layer& layer = graph.layer(graph.find("rescaling_1"));
  EXPECT_EQ(graph.layer(layer.inputs[0]).name, "normalization");
  const auto& scale = std::get<Rescaling>(layer.operation).scale;
  ASSERT_EQ(scale.size(), 3U);
  EXPECT_NEAR(scale[0], 1 / std::sqrt(0.229), 1e-12);
  EXPECT_NEAR(scale[1], 1 / std::sqrt(0.224), 1e-12);
  EXPECT_NEAR(scale[2], 1 / std::sqrt(0.225), 1e-12);
  EXPECT_THAT([&] { build_backbone(backbone, {.input_size = 224}).find("rescaling_1"); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("\"rescaling\"")));
}

// Rates grow linearly with the number of the block, as Keras has them: 0.2 * 15 / 16 for the last
// but one.
TEST(EfficientNet, DropsLaterBlocksMoreOften) {
  const Graph graph = build_backbone(find_backbone("efficientnetb0"), {.input_size = 224});
  const auto rate = [&](const char* name) {
    return std::get<Dropout>(graph.layer(graph.find(name)).operation).rate;
  };
  EXPECT_NEAR(rate("block2b_drop"), 0.2 * 2 / 16, 1e-12);
  EXPECT_NEAR(rate("block6d_drop"), 0.2 * 14 / 16, 1e-12);
  EXPECT_TRUE(std::get<Dropout>(graph.layer(graph.find("block6d_drop")).operation).per_sample);
}

}  // namespace
}  // namespace myolens
