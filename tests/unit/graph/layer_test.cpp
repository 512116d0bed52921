#include "myolens/graph/layer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct WindowCase {
  int64_t input;
  int64_t window;
  int64_t stride;
  int64_t windows;  // ceil(input / stride)
  int64_t before;
  int64_t after;
};

// TensorFlow's definition: total = max((windows - 1) * stride + window - input, 0), the smaller
// half in front.
const std::vector<WindowCase> kSameCases{
    {4, 3, 2, 2, 0, 1},     {5, 3, 2, 3, 1, 1}, {224, 3, 2, 112, 0, 1}, {225, 3, 2, 113, 1, 1},
    {224, 7, 2, 112, 2, 3}, {7, 7, 2, 4, 3, 3}, {56, 1, 2, 28, 0, 0},   {55, 1, 2, 28, 0, 0},
    {6, 4, 1, 6, 1, 2},     {3, 5, 1, 3, 2, 2}, {1, 3, 2, 1, 1, 1},     {2, 3, 2, 1, 0, 1},
    {10, 3, 3, 4, 1, 1},
};

TEST(SamePadding, PadsBehindFirst) {
  for (const WindowCase& c : kSameCases) {
    const WindowPadding pads = window_padding(Padding::kSame, c.input, c.window, c.stride);
    EXPECT_EQ(pads.before, c.before) << c.input << " " << c.window << " " << c.stride;
    EXPECT_EQ(pads.after, c.after) << c.input << " " << c.window << " " << c.stride;
  }
}

TEST(SamePadding, KeepsOneWindowPerStride) {
  for (const WindowCase& c : kSameCases) {
    const Conv2D conv{8, {c.window, 1}, {c.stride, 1}, Padding::kSame};
    EXPECT_EQ(output_shape(conv, {{c.input, 6, 3}}), (Shape{c.windows, 6, 8}));
  }
}

TEST(ValidPadding, AddsNothingAndDropsTheRest) {
  const WindowPadding pads = window_padding(Padding::kValid, 8, 3, 2);
  EXPECT_EQ(pads.before + pads.after, 0);
  EXPECT_EQ(output_shape(MaxPooling2D{{3, 3}, {2, 2}}, {{8, 9, 5}}), (Shape{3, 4, 5}));
  EXPECT_EQ(output_shape(Conv2D{4, {1, 1}, {2, 2}}, {{7, 8, 5}}), (Shape{4, 4, 4}));
}

TEST(ValidPadding, NeedsAnInputAsLargeAsTheWindow) {
  EXPECT_THAT(
      [] {
        output_shape(MaxPooling2D{{3, 3}, {2, 2}}, {{2, 3, 1}});
      },
      FailsWith(ErrorCode::kInvalidArgument, HasSubstr("use a larger input size")));
}

TEST(OutputShape, FollowsTheOperation) {
  EXPECT_EQ(output_shape(ZeroPadding2D{1, 2, 3, 4}, {{5, 6, 7}}), (Shape{8, 13, 7}));
  EXPECT_EQ(output_shape(GlobalAveragePooling2D{}, {{7, 7, 2048}}), (Shape{2048}));
  EXPECT_EQ(output_shape(Dense{3}, {{2048}}), (Shape{3}));
  EXPECT_EQ(output_shape(Dropout{}, {{64}}), (Shape{64}));
  EXPECT_EQ(output_shape(Add{}, {{4, 4, 2}, {4, 4, 2}, {4, 4, 2}}), (Shape{4, 4, 2}));
  EXPECT_EQ(output_shape(DepthwiseConv2D{{3, 3}, {2, 2}, Padding::kSame}, {{5, 6, 7}}),
            (Shape{3, 3, 7}));
  EXPECT_EQ(output_shape(SeparableConv2D{9, {3, 3}, Padding::kValid}, {{5, 6, 7}}),
            (Shape{3, 4, 9}));
  EXPECT_EQ(output_shape(AveragePooling2D{{2, 2}, {2, 2}}, {{5, 6, 7}}), (Shape{2, 3, 7}));
  EXPECT_EQ(output_shape(Concatenate{}, {{5, 6, 7}, {5, 6, 2}}), (Shape{5, 6, 9}));
  EXPECT_EQ(output_shape(Concatenate{}, {{7}, {2}}), (Shape{9}));
  EXPECT_EQ(output_shape(Multiply{}, {{5, 6, 7}, {1, 1, 7}}), (Shape{5, 6, 7}));
  EXPECT_EQ(output_shape(CustomScaleLayer{0.1}, {{5, 6, 7}, {5, 6, 7}}), (Shape{5, 6, 7}));
  EXPECT_EQ(output_shape(Flatten{}, {{5, 6, 7}}), (Shape{210}));
  EXPECT_EQ(output_shape(Reshape{{1, 1, 7}}, {{7}}), (Shape{1, 1, 7}));
  EXPECT_EQ(output_shape(GlobalAveragePooling2D{true}, {{5, 6, 7}}), (Shape{1, 1, 7}));
}

TEST(OutputShape, RefusesInputsThatDoNotFit) {
  const std::vector<std::pair<Operation, std::vector<Shape>>> cases{
      {Add{}, {{4, 4, 2}, {4, 4, 3}}},
      {Concatenate{}, {{4, 4, 2}, {4, 5, 2}}},
      {Concatenate{}, {{1, 1, 2}, {2}}},
      {Concatenate{}, {{4, 2}, {4, 2}}},
      {Multiply{}, {{4, 4, 2}, {1, 1, 3}}},
      {CustomScaleLayer{}, {{4, 4, 2}}},
      {Reshape{{1, 1, 7}}, {{8}}},
      {Rescaling{{1, 2}}, {{4, 4, 3}}},
      {DepthwiseConv2D{{3, 3}, {1, 1}}, {{8}}}};
  for (const auto& entry : cases) {
    EXPECT_THAT([&] { output_shape(entry.first, entry.second); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("given")))
        << type_name(entry.first);
  }
}

TEST(Weights, ComeInTheOrderAndLayoutOfKeras) {
  const auto names = [](const Operation& operation, const Shape& input) {
    std::vector<std::string> texts;
    for (const WeightSpec& spec : weight_specs(operation, input))
      texts.push_back(spec.variable + " " + to_string(spec.shape));
    return texts;
  };
  EXPECT_THAT(names(Conv2D{64, {7, 5}, {1, 1}}, {224, 224, 3}),
              ElementsAre("kernel 7 x 5 x 3 x 64", "bias 64"));
  EXPECT_THAT(names(Conv2D{64, {1, 1}, {1, 1}, Padding::kValid, false}, {8, 8, 32}),
              ElementsAre("kernel 1 x 1 x 32 x 64"));
  EXPECT_THAT(names(BatchNormalization{}, {8, 8, 32}),
              ElementsAre("gamma 32", "beta 32", "moving_mean 32", "moving_variance 32"));
  EXPECT_THAT(names(BatchNormalization{1e-3, false}, {8, 8, 32}),
              ElementsAre("beta 32", "moving_mean 32", "moving_variance 32"));
  EXPECT_THAT(names(DepthwiseConv2D{{3, 5}, {1, 1}}, {8, 8, 32}),
              ElementsAre("kernel 3 x 5 x 32 x 1"));
  EXPECT_THAT(names(SeparableConv2D{64, {3, 3}}, {8, 8, 32}),
              ElementsAre("depthwise_kernel 3 x 3 x 32 x 1", "pointwise_kernel 1 x 1 x 32 x 64"));
  EXPECT_THAT(names(Normalization{}, {8, 8, 3}),
              ElementsAre("mean 3", "variance 3", "count scalar"));
  EXPECT_THAT(names(Dense{10}, {32}), ElementsAre("kernel 32 x 10", "bias 10"));
  EXPECT_THAT(names(Activation{}, {8, 8, 32}), ElementsAre());
}

}  // namespace
}  // namespace myolens
