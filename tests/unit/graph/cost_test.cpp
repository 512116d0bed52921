#include "myolens/graph/cost.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

TEST(MultiplyAdds, AreWindowTimesChannelsTimesPositions) {
  Graph graph;
  LayerId x = graph.input("input", {9, 7, 3});
  EXPECT_EQ(multiply_adds(graph), 0);

  x = graph.add("conv", Conv2D{8, {3, 3}, {2, 2}, Padding::kSame}, x);  // 5 x 4 positions
  const int64_t conv = 5 * 4 * 3 * 3 * 3 * 8;
  EXPECT_EQ(multiply_adds(graph), conv);

  x = graph.add("bn", BatchNormalization{}, x);
  x = graph.add("depthwise", DepthwiseConv2D{{3, 3}, {1, 1}, Padding::kSame}, x);
  const int64_t depthwise = 5 * 4 * 3 * 3 * 8;
  EXPECT_EQ(multiply_adds(graph), conv + depthwise);

  x = graph.add("separable", SeparableConv2D{16, {3, 3}, Padding::kSame}, x);
  const int64_t separable = 5 * 4 * (3 * 3 * 8 + 8 * 16);
  EXPECT_EQ(multiply_adds(graph), conv + depthwise + separable);

  x = graph.add("pool", GlobalAveragePooling2D{}, x);
  graph.add("dense", Dense{10}, x);
  EXPECT_EQ(multiply_adds(graph), conv + depthwise + separable + 16 * 10);
}

}  // namespace
}  // namespace myolens
