// The comparison with Keras must notice small faults: each is made on purpose, in one network per
// family.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/file.h"
#include "tests/support/reference_fill.h"
#include "tests/support/reference_parity.h"
#include "tests/support/reference_structure.h"
#include "tests/support/source_folder.h"

namespace myolens {
namespace {

constexpr double kTolerance = 5e-5;  // of parity_check

// `graph` once more, each layer as `change` leaves it. A layer that gets pads of its own has a
// padding layer put in front of it.
struct Change {
  Operation operation;
  std::optional<ZeroPadding2D> pads;
};
template <typename Changes>
Graph changed(const Graph& graph, const Changes& changes) {
  Graph result;
  std::vector<LayerId> ids;
  for (LayerId id = 0; id < graph.size(); ++id) {
    const Layer& layer = graph.layer(id);
    std::vector<LayerId> inputs;
    for (const LayerId input : layer.inputs) inputs.push_back(ids[input]);
    const Change change = changes(id);
    if (change.pads) inputs = {result.add(layer.name + "_pads", *change.pads, inputs)};
    ids.push_back(result.add(layer.name, change.operation, inputs));
  }
  return result;
}

bool is_wide(Extent window) { return window.height > 1; }

// The pads that a layer adds by itself, when it looks at more than one pixel.
std::optional<ZeroPadding2D> own_pads(const Graph& graph, const Layer& layer) {
  const auto pads = [&](Padding padding, Extent window,
                        Extent strides) -> std::optional<ZeroPadding2D> {
    if (padding != Padding::kSame || !is_wide(window)) return std::nullopt;
    const Shape& in = graph.layer(layer.inputs[0]).output;
    const WindowPadding v = window_padding(padding, in[0], window.height, strides.height);
    const WindowPadding h = window_padding(padding, in[1], window.width, strides.width);
    return ZeroPadding2D{v.before, v.after, h.before, h.after};
  };
  if (const auto* conv = std::get_if<Conv2D>(&layer.operation))
    return pads(conv->padding, conv->kernel_size, conv->strides);
  if (const auto* conv = std::get_if<DepthwiseConv2D>(&layer.operation))
    return pads(conv->padding, conv->kernel_size, conv->strides);
  if (const auto* conv = std::get_if<SeparableConv2D>(&layer.operation))
    return pads(conv->padding, conv->kernel_size, {1, 1});
  return std::nullopt;
}

Operation without_padding(Operation operation) {
  if (auto* conv = std::get_if<Conv2D>(&operation)) conv->padding = Padding::kValid;
  if (auto* conv = std::get_if<DepthwiseConv2D>(&operation)) conv->padding = Padding::kValid;
  if (auto* conv = std::get_if<SeparableConv2D>(&operation)) conv->padding = Padding::kValid;
  return operation;
}

// The smaller pad behind instead of in front, or, of equal pads, one pixel moved to the front.
ZeroPadding2D on_the_other_side(ZeroPadding2D pads) {
  if (pads.top == pads.bottom)
    return {pads.top + 1, pads.bottom - 1, pads.left + 1, pads.right - 1};
  return {pads.bottom, pads.top, pads.right, pads.left};
}

class Mutation : public testing::TestWithParam<const char*> {
 protected:
  Mutation()
      : reference_(parse_network_reference(nlohmann::json::parse(read_text_file(
            source_folder() / "tests/data/keras" / (std::string(GetParam()) + ".json"))))),
        graph_(build_backbone(find_backbone(GetParam()),
                              {.input_size = reference_.input_size, .include_top = true})),
        weights_(filled_weights(graph_, {reference_.seed, reference_.kernel_gain})) {}

  void expect_noticed(const Graph& graph, const WeightSet& weights) const {
    for (const EngineParity& parity : filled_parity(reference_, graph, weights)) {
      EXPECT_GT(parity.logit_difference, kTolerance) << parity.engine;
    }
  }

  // The kernels of the first convolutions, in the order of the data.
  std::vector<std::string> first_kernels() const {
    std::vector<std::string> keys;
    for (LayerId id = 0; id < graph_.size(); ++id) {
      for (const WeightSpec& spec : graph_.layer(id).weights) {
        if (spec.variable.ends_with("kernel"))
          keys.push_back(graph_.layer(id).name + "/" + spec.variable);
      }
    }
    return keys;
  }

  const NetworkReference reference_;
  const Graph graph_;
  WeightSet weights_;
};

TEST_P(Mutation, OfTheOrderOfColoursIsNoticed) {
  const std::string key = first_kernels().front();
  const Tensor& kernel = weights_.tensors().at(key);
  std::vector<float> swapped(kernel.values.begin(), kernel.values.end());
  const auto filters = static_cast<size_t>(kernel.shape[3]);
  for (size_t pixel = 0; pixel < swapped.size(); pixel += 3 * filters) {
    for (size_t f = 0; f < filters; ++f)
      std::swap(swapped[pixel + f], swapped[pixel + 2 * filters + f]);
  }
  weights_.set(key, make_tensor(kernel.shape, std::move(swapped)));
  expect_noticed(graph_, weights_);
}

TEST_P(Mutation, OfTheSideOfThePaddingIsNoticed) {
  bool done = false;
  const Graph graph = changed(graph_, [&](LayerId id) -> Change {
    const Operation& operation = graph_.layer(id).operation;
    if (done) return {operation, {}};
    if (const auto* pad = std::get_if<ZeroPadding2D>(&operation)) {
      done = true;
      return {on_the_other_side(*pad), {}};
    }
    const auto pads = own_pads(graph_, graph_.layer(id));
    if (!pads) return {operation, {}};
    done = true;
    return {without_padding(operation), on_the_other_side(*pads)};
  });
  ASSERT_TRUE(done);
  expect_noticed(graph, weights_);
}

// Hardly visible in the numbers: the lists of layers must show it.
TEST_P(Mutation, OfEpsilonIsNoticed) {
  const Graph bare =
      build_backbone(find_backbone(GetParam()), {.input_size = reference_.input_size});
  bool done = false;
  const Graph graph = changed(bare, [&](LayerId id) -> Change {
    Operation operation = bare.layer(id).operation;
    if (auto* norm = std::get_if<BatchNormalization>(&operation); norm && !done) {
      done = true;
      norm->epsilon *= 1.001;
    }
    return {operation, {}};
  });
  EXPECT_THAT(layer_differences(reference_, graph), testing::SizeIs(done ? 1 : 0));
  EXPECT_EQ(done, reference_.model != "VGG16") << "only VGG has no batch normalisation";
}

TEST_P(Mutation, OfAnEarlyKernelIsNoticed) {
  const std::string key = first_kernels().at(1);
  const Tensor& kernel = weights_.tensors().at(key);
  weights_.set(key, make_tensor(kernel.shape, std::vector<float>(kernel.values.size(), 0.0f)));
  expect_noticed(graph_, weights_);
}

INSTANTIATE_TEST_SUITE_P(Family, Mutation,
                         testing::Values("VGG16", "Xception", "InceptionV3", "InceptionResNetV2",
                                         "DenseNet121", "ResNet50", "ResNet50V2", "EfficientNetB0",
                                         "EfficientNetLite0", "MobileNet", "MobileNetV2"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace myolens
