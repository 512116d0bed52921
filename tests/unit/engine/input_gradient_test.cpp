#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/engine/trainable_tail.h"
#include "tests/support/error_matcher.h"
#include "tests/support/every_layer_network.h"
#include "tests/support/joined_network.h"
#include "tests/support/reference_fill.h"
#include "tests/support/small_network.h"

namespace myolens {
namespace {

using testing::_;
using testing::Each;
using testing::ElementsAreArray;
using testing::HasSubstr;

constexpr size_t kSamples = 3;
const std::vector<double> kEvidence{1, -1};

// Inputs of a tail, one vector per tensor at its cut.
using Values = std::vector<std::vector<float>>;

TailBatch batch_of(const Values& values) {
  TailBatch batch;
  batch.inputs.assign(values.begin(), values.end());
  batch.samples = kSamples;
  return batch;
}

Values filled_inputs(const Graph& graph, const Subgraph& tail, const std::string& key,
                     float scale = 1) {
  Values values;
  for (const LayerId id : tail.inputs) {
    const auto size = static_cast<size_t>(element_count(graph.layer(id).output));
    values.push_back(fill_values(1, key + std::to_string(values.size()), kSamples * size));
    for (float& value : values.back()) value *= scale;
  }
  return values;
}

std::unique_ptr<TrainableTail> float64_tail(const Graph& graph, const Subgraph& tail) {
  TailOptions options;
  options.precision = Precision::kFloat64;
  return make_trainable_tail(graph, tail, filled_weights(graph, {1, 3}), options);
}

std::vector<double> evidence(TrainableTail& tail, const Values& values) {
  const std::vector<float> logits = tail.forward(batch_of(values))[0];
  std::vector<double> difference;
  for (size_t i = 0; i < kSamples; ++i)
    difference.push_back(static_cast<double>(logits[2 * i]) -
                         static_cast<double>(logits[2 * i + 1]));
  return difference;
}

// The gradient's integral along a line is what the evidence changes by between its ends, over every
// kink of ReLU and of maxima. The line runs a tenth of the way from one random point to another in
// all inputs at once; the sum is off where a kink lies within one of its pieces.
void expect_gradient_that_integrates(const Graph& graph, const Subgraph& tail, float scale = 1) {
  const auto engine = float64_tail(graph, tail);
  const Values from = filled_inputs(graph, tail, "from", scale);
  Values to = filled_inputs(graph, tail, "to", scale);
  for (size_t t = 0; t < to.size(); ++t) {
    for (size_t i = 0; i < to[t].size(); ++i) to[t][i] = 0.9f * from[t][i] + 0.1f * to[t][i];
  }
  constexpr int kPieces = 400;
  std::vector<double> integral(kSamples, 0.0);
  Values middle = from;
  for (int piece = 0; piece < kPieces; ++piece) {
    const float share = (static_cast<float>(piece) + 0.5f) / kPieces;
    for (size_t t = 0; t < from.size(); ++t) {
      for (size_t i = 0; i < from[t].size(); ++i)
        middle[t][i] = from[t][i] + share * (to[t][i] - from[t][i]);
    }
    const Values gradient = engine->input_gradient(batch_of(middle), kEvidence);
    ASSERT_EQ(gradient.size(), from.size());
    for (size_t t = 0; t < from.size(); ++t) {
      ASSERT_EQ(gradient[t].size(), from[t].size());
      for (size_t i = 0; i < from[t].size(); ++i) {
        integral[i / (from[t].size() / kSamples)] += static_cast<double>(gradient[t][i]) *
                                                     static_cast<double>(to[t][i] - from[t][i]) /
                                                     kPieces;
      }
    }
  }
  const std::vector<double> before = evidence(*engine, from);
  const std::vector<double> after = evidence(*engine, to);
  for (size_t sample = 0; sample < kSamples; ++sample) {
    const double change = after[sample] - before[sample];
    EXPECT_NEAR(integral[sample], change, 0.02 * std::abs(change) + 1e-5);
    EXPECT_GT(std::abs(change), 3e-4);  // not zero against zero
  }
}

class InputGradientTest : public testing::Test {
 protected:
  const Graph graph_ = small_network(16);
};

TEST_F(InputGradientTest, IntegratesToTheEvidenceAtThePicture) {
  expect_gradient_that_integrates(graph_, subgraph_between(graph_, {0}, {graph_.output()}));
}

TEST_F(InputGradientTest, IntegratesToTheEvidenceAtTwoBranchesAtOnce) {
  expect_gradient_that_integrates(
      graph_, subgraph_between(graph_, {graph_.find("left_conv"), graph_.find("right_conv")},
                               {graph_.output()}));
}

TEST_F(InputGradientTest, IntegratesToTheEvidenceAtAVector) {
  expect_gradient_that_integrates(
      graph_, subgraph_between(graph_, {graph_.find("gap")}, {graph_.output()}));
}

TEST_F(InputGradientTest, IntegratesToTheEvidenceThroughEveryKindOfLayer) {
  const Graph graph = every_layer_network(15);
  expect_gradient_that_integrates(graph, subgraph_between(graph, {0}, {graph.output()}), 255);
}

TEST_F(InputGradientTest, IntegratesToTheEvidenceThroughLayersThatAreComputedAsOne) {
  const Graph graph = joined_network();
  expect_gradient_that_integrates(graph, subgraph_between(graph, {0}, {graph.output()}));
}

// Behind the last hidden layer the gradient is a combination of the kernel's columns, dropout left
// out: with it, half of the values would be 0 and the others doubled.
TEST_F(InputGradientTest, IsTheWeightedKernelInFrontOfTheLogits) {
  const Subgraph tail = subgraph_between(graph_, {graph_.find("hidden")}, {graph_.output()});
  const auto engine = float64_tail(graph_, tail);
  const WeightSet weights = filled_weights(graph_, {1, 3});
  const auto kernel = weights.at("predictions", "kernel").values;
  for (const auto& [first, second] : {std::pair{1.0, -1.0}, {1.0, 0.0}, {0.0, 1.0}, {-0.5, 2.0}}) {
    const Values gradient = engine->input_gradient(batch_of(filled_inputs(graph_, tail, "at")),
                                                   std::vector<double>{first, second});
    std::vector<float> expected;
    for (size_t i = 0; i < kSamples * 6; ++i) {
      const size_t unit = i % 6;
      expected.push_back(static_cast<float>(first * static_cast<double>(kernel[2 * unit]) +
                                            second * static_cast<double>(kernel[2 * unit + 1])));
    }
    EXPECT_THAT(gradient.at(0), testing::Pointwise(testing::FloatEq(), expected));
  }
}

TEST_F(InputGradientTest, ServesSamplesByThemselves) {
  const Subgraph tail = subgraph_between(graph_, {0}, {graph_.output()});
  const auto engine = float64_tail(graph_, tail);
  const Values all = filled_inputs(graph_, tail, "at");
  const std::vector<float> together = engine->input_gradient(batch_of(all), kEvidence)[0];
  const size_t size = all[0].size() / kSamples;
  for (size_t sample = 0; sample < kSamples; ++sample) {
    const std::span<const float> one = std::span(all[0]).subspan(sample * size, size);
    const std::vector<float> alone = engine->input_gradient({{one}, 1}, kEvidence)[0];
    const auto same = std::span(together).subspan(sample * size, size);
    EXPECT_THAT(alone, testing::Pointwise(testing::FloatNear(1e-7f), same));
  }
}

// Gradients of trained weights that an explanation left behind would be added to those of a step.
TEST_F(InputGradientTest, LeavesTheNextStepAsItWouldHaveBeen) {
  TailOptions options;
  for (const char* name : {"stem_bn", "top_conv", "top_bn", "hidden", "predictions"})
    options.trained.push_back({graph_.find(name)});
  const Subgraph tail = subgraph_between(graph_, {0}, {graph_.output()});
  const Values values = filled_inputs(graph_, tail, "at");
  const std::vector<int> labels{0, 1, 1};
  const auto weights_after = [&](bool explained) {
    const auto engine = make_trainable_tail(graph_, tail, filled_weights(graph_, {1, 3}), options);
    if (explained) engine->input_gradient(batch_of(values), kEvidence);
    engine->step(batch_of(values), labels, 1e-3, 7);
    return engine->trained_weights();
  };
  const WeightSet explained = weights_after(true);
  const WeightSet undisturbed = weights_after(false);
  for (const auto& [key, tensor] : undisturbed.tensors())
    EXPECT_THAT(explained.tensors().at(key).values, ElementsAreArray(tensor.values)) << key;
}

TEST_F(InputGradientTest, IsZeroWhereNothingDependsOnTheInput) {
  const Subgraph tail = subgraph_between(graph_, {0}, {graph_.output()});
  const Values values = filled_inputs(graph_, tail, "at");
  const auto gradient =
      float64_tail(graph_, tail)->input_gradient(batch_of(values), std::vector<double>{0, 0});
  EXPECT_THAT(gradient[0], Each(0.0f));
}

TEST_F(InputGradientTest, RefusesWhatDoesNotFit) {
  const Subgraph tail = subgraph_between(graph_, {0}, {graph_.output()});
  const auto engine = float64_tail(graph_, tail);
  const Values values = filled_inputs(graph_, tail, "at");
  EXPECT_THAT(
      [&] {
        engine->input_gradient(batch_of(values), std::vector<double>{1, 0, -1});
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("3 weights")));
  EXPECT_THAT(
      [&] {
        engine->input_gradient({{}, kSamples}, kEvidence);
      },
      FailsWith(ErrorCode::kInvalidArgument, _));
  const LayerId add = graph_.find("add");
  const auto spatial = float64_tail(graph_, subgraph_between(graph_, {0}, {add}));
  EXPECT_THAT([&] { spatial->input_gradient(batch_of(values), kEvidence); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("12")));
}

}  // namespace
}  // namespace myolens
