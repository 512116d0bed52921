#include "myolens/engine/forward.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/reference_fill.h"
#include "tests/support/small_network.h"

namespace myolens {
namespace {

using testing::HasSubstr;

constexpr int kSide = 17;

class ForwardEngineTest : public testing::Test {
 protected:
  ForwardEngine engine(const ForwardOptions& options) const {
    return ForwardEngine(graph_, part_, weights_, options);
  }
  std::vector<SampleValues> run(const ForwardOptions& options, size_t samples) const {
    return engine(options).run({std::span(input_).first(samples * kSide * kSide * 3)}, samples);
  }

  const Graph graph_ = small_network(kSide);
  const WeightSet weights_ = filled_weights(graph_, {1, 3});
  const Subgraph part_ =
      subgraph_between(graph_, {graph_.find("input_layer")}, {graph_.output(), graph_.find("add")});
  const std::vector<float> input_ = filled_input(1, 11, kSide);
};

// The default on recent processors is bfloat16, 3 % of a standard deviation off.
TEST_F(ForwardEngineTest, ComputesInFloat32) { EXPECT_EQ(engine({}).inference_precision(), "f32"); }

// Eight bits of mantissa round by up to 1 part in 256, in each of a few layers. Processors without
// bfloat16 say so.
TEST_F(ForwardEngineTest, ComputesInBfloat16OnRequestOrRefuses) {
  const ForwardOptions options{.precision = Precision::kBfloat16};
  if (forward_engine_name().find(" BF16") == std::string::npos) {
    EXPECT_THAT([&] { engine(options); }, FailsWith(ErrorCode::kUnavailable, HasSubstr("bf16")));
    return;
  }
  EXPECT_EQ(engine(options).inference_precision(), "bf16");
  const SampleValues exact = run({}, 4)[1];
  const SampleValues rounded = run(options, 4)[1];
  const float largest = std::ranges::max(exact);
  EXPECT_THAT(rounded, testing::Pointwise(testing::FloatNear(0.03F * largest), exact));
  EXPECT_NE(rounded, exact);
  EXPECT_THAT([&] { engine({.precision = Precision::kFloat64}); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("float64")));
}

TEST_F(ForwardEngineTest, GivesTheSameBitsWhateverTheBatchAndTheThreads) {
  const auto expected = run({.threads = 1, .batch = 1}, 11);
  EXPECT_EQ(run({.threads = 1, .batch = 8}, 11), expected);  // 8 and a rest of 3
  EXPECT_EQ(run({.threads = 2, .batch = 8}, 11), expected);
  EXPECT_EQ(run({.threads = 2, .batch = 16}, 11), expected);
  EXPECT_EQ(run({.threads = 2, .batch = 1, .streams = 2}, 11), expected);
  EXPECT_EQ(run({.threads = 3, .batch = 2, .streams = 3}, 11), expected);  // 6 passes on 3 streams
  EXPECT_EQ(run({.threads = 3, .batch = 8, .streams = 3}, 11),
            expected);  // more streams than passes
}

TEST_F(ForwardEngineTest, GivesTheSameBitsAgain) {
  ForwardEngine twice = engine({.threads = 2, .batch = 4});
  const auto first = twice.run({input_}, 11);
  EXPECT_EQ(twice.run({input_}, 11), first);
}

TEST_F(ForwardEngineTest, GivesOutputsSampleBySampleInTheOrderOfThePart) {
  const auto outputs = run({}, 5);
  ASSERT_EQ(outputs.size(), 2U);
  EXPECT_EQ(outputs[0].size(), 5U * 2);
  EXPECT_EQ(outputs[1].size(), 5U * 9 * 9 * 12);
}

TEST_F(ForwardEngineTest, ContinuesFromTensorsInsideTheNetwork) {
  const auto whole = run({}, 3);
  const Subgraph top = subgraph_between(graph_, {graph_.find("add")}, {graph_.output()});
  ForwardEngine continued(graph_, top, weights_, {});
  EXPECT_EQ(continued.run({whole[1]}, 3)[0], whole[0]);
}

TEST_F(ForwardEngineTest, AcceptsNoSamples) {
  const auto outputs = run({}, 0);
  EXPECT_TRUE(outputs[0].empty());
}

TEST_F(ForwardEngineTest, RefusesInputsThatDoNotFit) {
  ForwardEngine fitting = engine({});
  EXPECT_THAT([&] { fitting.run({input_}, 10); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("9537 values, not 10 x 867")));
  EXPECT_THAT(
      [&] {
        fitting.run({input_, input_}, 11);
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("1 inputs expected, 2 given")));
}

TEST_F(ForwardEngineTest, NamesAMissingWeight) {
  EXPECT_THAT([&] { ForwardEngine(graph_, part_, WeightSet(), {}); },
              FailsWith(ErrorCode::kBadData, HasSubstr("stem_conv/kernel")));
}

}  // namespace
}  // namespace myolens
