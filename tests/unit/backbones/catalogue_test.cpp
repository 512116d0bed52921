#include "myolens/backbones/catalogue.h"

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

TEST(Backbones, BuildAtTheirMinimalInputSizeAndRefuseLess) {
  for (const Backbone& backbone : backbone_catalogue()) {
    const Graph graph = build_backbone(backbone, {.input_size = backbone.minimal_input_size});
    EXPECT_EQ(graph.layer(graph.output()).output, (Shape{1, 1, 2048})) << backbone.name;
    EXPECT_THAT([&] { build_backbone(backbone, {.input_size = backbone.minimal_input_size - 1}); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("at least 32 pixels, not 31")));
  }
}

// Stride 2 five times: 97, 49, 25, 13, 7, 4.
TEST(Backbones, TakeOddInputSizes) {
  for (const Backbone& backbone : backbone_catalogue()) {
    const Graph graph = build_backbone(backbone, {.input_size = 97});
    EXPECT_EQ(graph.layer(graph.output()).output, (Shape{4, 4, 2048})) << backbone.name;
  }
}

TEST(Backbones, EndWithAThousandClassesWhenTheTopIsThere) {
  for (const Backbone& backbone : backbone_catalogue()) {
    const Graph graph =
        build_backbone(backbone, {.input_size = backbone.input_size, .include_top = true});
    EXPECT_EQ(graph.layer(graph.output()).name, "predictions");
    EXPECT_EQ(graph.layer(graph.output()).output, (Shape{1000}));
  }
}

}  // namespace
}  // namespace myolens
