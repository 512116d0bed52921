#include "myolens/weights/torch_legacy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/lite_state.h"

namespace myolens {
namespace {

using namespace torch_stream;
using testing::ElementsAre;
using testing::HasSubstr;

FileBytes bytes_of(const std::string& bytes) {
  return {"a.pth", {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}};
}

std::vector<StateTensor> state_of(const std::string& bytes) {
  return read_torch_state(bytes_of(bytes));
}

std::vector<float> values_of(const StateTensor& tensor) {
  std::vector<size_t> axes(tensor.view.shape.size());
  for (size_t i = 0; i < axes.size(); ++i) axes[i] = i;
  const Tensor copy = copy_with_axes(tensor.view, axes);
  return {copy.values.begin(), copy.values.end()};
}

TEST(TorchState, ReadsTensorsInTheirOrderAndThroughTheirStrides) {
  const std::string bytes = file({{"rows", {2, 3}, {3, 1}, {1, 2, 3, 4, 5, 6}},
                                  {"columns", {2, 3}, {1, 2}, {1, 2, 3, 4, 5, 6}},
                                  {"part", {2}, {2}, {1, 2, 3, 4}, 1},
                                  {"scalar", {}, {}, {7}},
                                  {"nothing", {0, 5}, {5, 1}, {}}});
  const auto state = state_of(bytes);
  ASSERT_EQ(state.size(), 5U);
  EXPECT_EQ(state[0].name, "rows");
  EXPECT_THAT(values_of(state[0]), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(values_of(state[1]), ElementsAre(1, 3, 5, 2, 4, 6));
  EXPECT_THAT(values_of(state[2]), ElementsAre(2, 4));
  EXPECT_THAT(values_of(state[3]), ElementsAre(7));
  EXPECT_THAT(values_of(state[4]), ElementsAre());
}

TEST(TorchState, KnowsIntegersAsSuch) {
  StoredTensor counter{"steps", {}, {}, {}, 0, "LongStorage"};
  counter.values_as_bytes = little_endian(5, 8);
  const auto state = state_of(file({counter}));
  ASSERT_EQ(state.size(), 1U);
  EXPECT_FALSE(state[0].holds_floats);
}

TEST(TorchState, RunsNothing) {
  for (const auto& [module, name] : std::vector<std::pair<std::string, std::string>>{
           {"os", "system"}, {"builtins", "eval"}, {"torch", "load"}, {"torch", "HalfStorage"}}) {
    const std::string hostile =
        preamble() + pickle(global(module, name) + "(" + text("touch /tmp/x") + "tR");
    EXPECT_THAT([&] { state_of(hostile); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("run " + module + "." + name)));
  }
}

struct HostileState {
  const char* what;
  std::string bytes;
};

std::string with_tensor(StoredTensor stored) { return file({std::move(stored)}); }

std::vector<HostileState> hostile_states() {
  const StoredTensor sound{"w", {2}, {1}, {1, 2}};
  const std::string one_item = text("w") + tensor(sound);
  const std::string whole = file({sound});
  StoredTensor other_size = sound;
  other_size.values = {1, 2, 3};
  StoredTensor shared = sound;
  shared.name = "v";
  shared.key = "w";
  return {
      {"tensor beyond its storage", with_tensor({"w", {3}, {1}, {1, 2}})},
      {"stride beyond its storage", with_tensor({"w", {2}, {2}, {1, 2}})},
      {"offset beyond its storage", with_tensor({"w", {1}, {1}, {1, 2}, 2})},
      {"negative offset", with_tensor({"w", {1}, {1}, {1, 2}, -1})},
      {"negative size", with_tensor({"w", {-1}, {1}, {1, 2}})},
      {"negative stride", with_tensor({"w", {2}, {-1}, {1, 2}})},
      {"repeated value", with_tensor({"w", {1000, 1000}, {0, 0}, {1, 2}})},
      {"size that wraps around",
       with_tensor({"w", std::vector<int32_t>(8, 65536), std::vector<int32_t>(8, 0), {1, 2}})},
      {"strides that wrap around", with_tensor({"w", {2, 2}, {2147483647, 2147483647}, {1, 2}})},
      {"nine dimensions",
       with_tensor({"w", std::vector<int32_t>(9, 1), std::vector<int32_t>(9, 1), {1, 2}})},
      {"more strides than dimensions", with_tensor({"w", {2}, {1, 1}, {1, 2}})},
      {"no dictionary", preamble() + pickle("]") + storages({})},
      {"a number for a tensor",
       preamble() + state_dictionary(text("epoch") + integer(3)) + storages({})},
      {"a number for a name",
       preamble() + state_dictionary(integer(3) + integer(3)) + storages({})},
      {"storage of another size", preamble() + state_dictionary(one_item) + storages({other_size})},
      {"storage that is missing", preamble() + state_dictionary(one_item) + storages({})},
      {"storage twice", preamble() + state_dictionary(one_item) + storages({sound, sound})},
      {"storage nobody knows",
       preamble() + state_dictionary(one_item) + storages({sound, {"x", {1}, {1}, {1}}})},
      {"bytes left over", whole + "x"},
      {"a key without value", preamble() + pickle(kOrderedDict + "(" + text("w") + "u")},
      {"no mark", preamble() + pickle("u")},
      {"empty stack", preamble() + pickle("R")},
      {"a mark for a value", preamble() + pickle("(\x85")},
      {"a mark stored", preamble() + pickle("(q\1")},
      {"memo that was never stored", preamble() + pickle("h\5")},
      {"call of a number", preamble() + pickle(integer(1) + ")R")},
      {"call of a storage class", preamble() + pickle(global("torch", "FloatStorage") + ")R")},
      {"append to a number", preamble() + pickle(integer(1) + integer(2) + "a")},
      {"name without end", preamble() + "\x80\x02" + "ccollections"},
      {"text longer than the file", preamble() + "\x80\x02X\xff\xff\xff\xff"},
      {"operation of another protocol", preamble() + pickle("\x8c\1x")},
      {"persistent id of a number", preamble() + pickle(integer(1) + "Q")},
      {"big-endian values",
       pickle(std::string("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12)) +
           pickle(std::string("M\xe9\x03", 3)) + pickle("}")},
      {"a list that contains itself", preamble() + pickle("]q\1h\1a")},
      {"deep nesting", preamble() + "\x80\x02)" + std::string(900'000, '\x85') + "."},
  };
}

TEST(TorchState, IsRefusedWhenItIsNotSound) {
  for (const HostileState& state : hostile_states()) {
    EXPECT_THAT([&] { state_of(state.bytes); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("a.pth is not a sound PyTorch file")))
        << state.what;
  }
}

TEST(TorchState, HasLimits) {
  EXPECT_THAT([] { state_of(preamble() + "\x80\x02" + std::string(1'000'001, ')') + "."); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("a million")));
  std::string items;
  const StoredTensor stored{"w", {64}, {1}, std::vector<float>(64), 0, "FloatStorage", "", "k"};
  std::string put_tensor = tensor(stored) + "q\1";
  for (int i = 0; i < 1000; ++i) {
    items += text("w" + std::to_string(i)) + put_tensor;
    put_tensor = "h\1";
  }
  EXPECT_THAT([&] { state_of(preamble() + state_dictionary(items) + storages({stored})); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("more values than it has")));
}

TEST(TorchState, EndsWithAnErrorWhereverItIsCut) {
  const std::string whole = file({{"w", {2}, {1}, {1, 2}}});
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT([&] { state_of(whole.substr(0, size)); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("a.pth")))
        << size;
  }
}

TEST(EfficientNetLite, GetsKerasNamesAndLayouts) {
  const WeightFile read = read_torch_legacy(bytes_of(file(lite_state())));
  std::vector<std::string> names;
  for (const FileLayer& layer : read.layers) names.push_back(layer.name);
  ASSERT_THAT(names,
              testing::IsSupersetOf({"stem_conv", "stem_bn", "block1a_dwconv", "block1a_bn",
                                     "block1a_project_conv", "block1a_project_bn",
                                     "block2a_expand_conv", "block2a_expand_bn", "block2b_dwconv",
                                     "block7a_project_bn", "top_conv", "top_bn", "predictions"}));
  const auto layer = [&](const std::string& name) -> const FileLayer& {
    return read.layers[static_cast<size_t>(std::ranges::find(names, name) - names.begin())];
  };
  const FileVariable& kernel = layer("stem_conv").variables[0];
  EXPECT_EQ(kernel.name, "kernel");
  EXPECT_EQ(kernel.tensor.shape, (Shape{1, 1, 3, 2}));  // from (2, 3, 1, 1)
  EXPECT_THAT(kernel.tensor.values, ElementsAre(0, 3, 1, 4, 2, 5));
  const FileVariable& depthwise = layer("block1a_dwconv").variables[0];
  EXPECT_EQ(depthwise.tensor.shape, (Shape{1, 1, 2, 1}));
  const FileVariable& dense = layer("predictions").variables[0];
  EXPECT_EQ(dense.tensor.shape, (Shape{2, 3}));  // from (3, 2)
  EXPECT_THAT(dense.tensor.values, ElementsAre(0, 2, 4, 1, 3, 5));
  std::vector<std::string> variables;
  for (const FileVariable& variable : layer("stem_bn").variables)
    variables.push_back(variable.name);
  EXPECT_THAT(variables, ElementsAre("gamma", "beta", "moving_mean", "moving_variance"));
}

TEST(EfficientNetLite, IsRefusedUnderOtherNames) {
  const auto with = [](const std::string& name, const std::vector<int32_t>& shape) {
    auto state = lite_state();
    state.push_back(lite_tensor(name, shape));
    state.back().key = "added";
    return file(state);
  };
  for (const auto& [name, shape] : std::vector<std::pair<std::string, std::vector<int32_t>>>{
           {"layer1.0.conv1.weight", {1, 1, 1, 1}},
           {"_blocks.0._se_reduce.weight", {1, 1, 1, 1}},
           {"_blocks.99._bn0.weight", {1}},
           {"_blocks.x._bn0.weight", {1}},
           {"_blocks.18446744073709551617._bn0.weight", {1}},
           {"_blocks.0", {1}},
           {"_fc.scale", {1}},
           {"_bn0.scale", {1}},
           {"_conv_stem.bias", {1}},
           {"", {1}}}) {
    EXPECT_THAT([&] { read_torch_legacy(bytes_of(with(name, shape))); },
                FailsWith(ErrorCode::kBadData, HasSubstr("it holds " + name)));
  }
  EXPECT_THAT(
      [&] {
        read_torch_legacy(bytes_of(with("_fc.weight", {2, 3})));
      },
      FailsWith(ErrorCode::kBadData, HasSubstr("_fc.weight occurs twice")));
  EXPECT_THAT([&] { read_torch_legacy(bytes_of(file({lite_tensor("_fc.bias", {2})}))); },
              FailsWith(ErrorCode::kBadData, HasSubstr("0 stages")));
}

TEST(EfficientNetLite, MustHaveEveryBlock) {
  auto state = lite_state();
  std::erase_if(state, [](const auto& tensor) { return tensor.name.starts_with("_blocks.3."); });
  EXPECT_THAT([&] { read_torch_legacy(bytes_of(file(state))); },
              FailsWith(ErrorCode::kBadData, HasSubstr("block 3 is missing")));
}

}  // namespace
}  // namespace myolens
