#include "myolens/weights/onnx_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/weights/onnx.h"
#include "myolens/weights/weight_file.h"
#include "tests/support/error_matcher.h"
#include "tests/support/onnx_bytes.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// x (N x 2) times 3 is y.
OnnxModel tripling() {
  OnnxModel model;
  model.name = "g";
  model.producer_version = "1";
  model.description = "d";
  model.metadata = {{"k", "v"}};
  model.inputs = {{"x", {2}}};
  model.output = {"y", {2}};
  model.nodes.push_back({"Mul", {"x", "c"}, "y"});
  model.tensors.push_back({"c", make_tensor({1}, {3})});
  return model;
}

// x or y, float32 N x 2.
std::string value(uint32_t field, const std::string& name) {
  using namespace onnx;
  const std::string shape = bytes(1, bytes(2, "N")) + bytes(1, number(1, 2));
  return bytes(field, bytes(1, name) + bytes(2, bytes(1, number(1, kFloat) + bytes(2, shape))));
}

// Field by field as onnx.proto has them.
TEST(OnnxWriter, WritesTheMessagesOfOnnxProto) {
  using namespace onnx;
  const TemporaryFolder folder;
  write_onnx(tripling(), folder / "a.onnx");
  const std::string mul =
      bytes(1, bytes(1, "x") + bytes(1, "c") + bytes(2, "y") + bytes(3, "y") + bytes(4, "Mul"));
  const std::string graph = mul + bytes(2, "g") + bytes(10, "d") + value(11, "x") + value(12, "y") +
                            initializer({"c", {1}, floats({3})});
  EXPECT_EQ(read_text_file(folder / "a.onnx"), number(1, 8) + bytes(2, "Myolens") + bytes(3, "1") +
                                                   bytes(6, "d") + bytes(8, number(2, 17)) +
                                                   bytes(14, bytes(1, "k") + bytes(2, "v")) +
                                                   bytes(7, graph));
}

TEST(OnnxWriter, WritesAttributesAndIntegers) {
  using namespace onnx;
  const TemporaryFolder folder;
  OnnxModel model = tripling();
  model.integers.push_back({"i", {0, 300}});
  model.nodes[0].attributes = {{"n", int64_t{5}}, {"l", std::vector<int64_t>{1, 2}}, {"f", 1.5F}};
  write_onnx(model, folder / "a.onnx");
  const std::string one_and_a_half = varint(2 << 3 | 5) + floats({1.5F});
  EXPECT_THAT(
      read_text_file(folder / "a.onnx"),
      AllOf(HasSubstr(bytes(5, bytes(1, "n") + number(3, 5) + number(20, 2))),
            HasSubstr(bytes(5, bytes(1, "l") + number(8, 1) + number(8, 2) + number(20, 7))),
            HasSubstr(bytes(5, bytes(1, "f") + one_and_a_half + number(20, 1))),
            HasSubstr(bytes(5, number(1, 2) + number(2, kInt64) + number(7, 0) + number(7, 300) +
                                   bytes(8, "i")))));
}

// Keras has kernels as (h, w, in, out), ONNX as (out, in, h, w).
TEST(OnnxWriter, TurnsTheAxesOfTensors) {
  const TemporaryFolder folder;
  OnnxModel model = tripling();
  model.tensors = {{"c", make_tensor({1, 2, 1, 3}, {1, 2, 3, 4, 5, 6}), {3, 2, 0, 1}}};
  write_onnx(model, folder / "a.onnx");
  const WeightFile file = read_weight_file(folder / "a.onnx");
  ASSERT_EQ(file.layers.size(), 1U);
  EXPECT_EQ(file.layers[0].name, "c");
  const Tensor& tensor = file.layers[0].variables[0].tensor;
  EXPECT_EQ(tensor.shape, (Shape{3, 1, 1, 2}));
  EXPECT_THAT(tensor.values, testing::ElementsAre(1, 4, 2, 5, 3, 6));
}

TEST(OnnxWriter, OverwritesNothing) {
  const TemporaryFolder folder;
  const fs::path kept = folder.write("kept.onnx", "mine");
  fs::create_symlink(folder / "nowhere", folder / "link.onnx");
  for (const fs::path& path : {kept, folder / "link.onnx", folder.path()}) {
    EXPECT_THAT([&] { write_onnx(tripling(), path); },
                FailsWith(ErrorCode::kInvalidArgument,
                          AllOf(HasSubstr(path.string()), HasSubstr("never overwritten"))));
  }
  EXPECT_EQ(read_text_file(kept), "mine");
}

// 32 tensors that share 64 MB: 2 GiB as a file, but not in memory.
TEST(OnnxWriter, RefusesMoreThanOneMessageCanHold) {
  const TemporaryFolder folder;
  const Tensor large = make_tensor({1 << 24}, std::vector<float>(1 << 24));
  OnnxModel model = tripling();
  for (int i = 0; i < 32; ++i) model.tensors.push_back({"large" + std::to_string(i), large});
  EXPECT_THAT([&] { write_onnx(model, folder / "a.onnx"); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("2 GiB")));
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace myolens
