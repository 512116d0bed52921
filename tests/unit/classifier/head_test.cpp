#include "myolens/classifier/head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Graph backbone() {
  Graph graph;
  graph.input("input_layer", {7, 7, 2048});
  return graph;
}

TEST(Head, IsPoolingThenDenseLayersWithDropoutThenSoftmax) {
  Graph graph = backbone();
  const HeadLayers head = append_head(graph, {{128, 32}, 0.4}, 2);
  std::vector<std::string> names;
  for (LayerId id = 0; id < graph.size(); ++id) names.push_back(graph.layer(id).name);
  EXPECT_THAT(names, ElementsAre("input_layer", "head_pool", "head_dense_1", "head_dropout_1",
                                 "head_dense_2", "head_dropout_2", "head_predictions"));
  EXPECT_EQ(head.features, 0U);
  EXPECT_EQ(head.pooled, graph.find("head_pool"));
  EXPECT_THAT(head.dense, ElementsAre(graph.find("head_dense_1"), graph.find("head_dense_2"),
                                      graph.find("head_predictions")));
  EXPECT_EQ(std::get<Dense>(graph.layer(head.dense[1]).operation).activation,
            ActivationKind::kRelu);
  EXPECT_EQ(std::get<Dense>(graph.layer(head.dense[2]).operation).activation,
            ActivationKind::kSoftmax);
  EXPECT_EQ(std::get<Dropout>(graph.layer(graph.find("head_dropout_2")).operation).rate, 0.4);
  EXPECT_EQ(graph.parameters(), (2048 + 1) * 128 + (128 + 1) * 32 + (32 + 1) * 2);
}

TEST(Head, MayHaveNoHiddenLayer) {
  Graph graph = backbone();
  const HeadLayers head = append_head(graph, {{}, 0.5}, 2);
  EXPECT_THAT(head.dense, ElementsAre(graph.find("head_predictions")));
  EXPECT_EQ(graph.parameters(), 2049 * 2);
}

TEST(Head, NeedsUnitsAndADropoutRateBelowOne) {
  for (const double rate : {-0.1, 1.0, std::numeric_limits<double>::quiet_NaN()}) {
    Graph graph = backbone();
    EXPECT_THAT(
        [&] {
          append_head(graph, {{64}, rate}, 2);
        },
        FailsWith(ErrorCode::kInvalidArgument, HasSubstr("[0, 1)")));
  }
  Graph graph = backbone();
  EXPECT_THAT(
      [&] {
        append_head(graph, {{64, 0}, 0.5}, 2);
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("at least one unit")));
}

}  // namespace
}  // namespace myolens
