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

TEST(Head, PutsClinicalValuesBehindThePooledFeatures) {
  Graph graph = backbone();
  const HeadLayers head = append_head(graph, {{64}, 0.5, 3}, 2, 5);
  std::vector<std::string> names;
  for (LayerId id = 0; id < graph.size(); ++id) names.push_back(graph.layer(id).name);
  EXPECT_THAT(names,
              ElementsAre("input_layer", "head_pool", "clinical_input", "head_clinical_1",
                          "head_concat", "head_dense_1", "head_dropout_1", "head_predictions"));
  ASSERT_TRUE(head.clinical);
  EXPECT_EQ(head.clinical->input, graph.find("clinical_input"));
  EXPECT_EQ(head.clinical->dense, graph.find("head_clinical_1"));
  EXPECT_EQ(std::get<Dense>(graph.layer(head.clinical->dense).operation).activation,
            ActivationKind::kRelu);
  EXPECT_THAT(graph.layer(graph.find("head_concat")).inputs,
              ElementsAre(head.pooled, head.clinical->dense));
  EXPECT_THAT(head.with_weights(), ElementsAre(head.clinical->dense, head.dense[0], head.dense[1]));
  EXPECT_EQ(graph.parameters(), (5 + 1) * 3 + (2048 + 3 + 1) * 64 + (64 + 1) * 2);

  Graph without = backbone();
  const HeadLayers plain = append_head(without, {{64}, 0.5, 3}, 2);
  EXPECT_FALSE(plain.clinical);
  EXPECT_EQ(plain.pooled, head.pooled);
  EXPECT_EQ(plain.with_weights(), plain.dense);
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
  for (const int64_t units : {0, -1, 1025}) {
    EXPECT_THAT(
        [&] {
          Graph other = backbone();
          append_head(other, {{64}, 0.5, units}, 2, 5);
        },
        FailsWith(ErrorCode::kInvalidArgument, HasSubstr("1 to 1024 units")));
  }
}

}  // namespace
}  // namespace myolens
