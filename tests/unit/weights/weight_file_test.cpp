#include "myolens/weights/weight_file.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "myolens/weights/safetensors.h"
#include "tests/support/error_matcher.h"
#include "tests/support/lite_state.h"
#include "tests/support/onnx_bytes.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/weights/packed_files.h"

namespace myolens {
namespace {

using std::string_literals::operator""s;
using testing::_;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string floats(const std::vector<float>& values) { return onnx::floats(values); }

std::string onnx_model(float value) {
  return onnx::model(onnx::initializer({"model/conv1/kernel", {1}, floats({value})}));
}

const std::string kTfjsModel = R"({"weightsManifest":[{"paths":["a.bin"],"weights":[)"
                               R"({"name":"b/kernel","shape":[1],"dtype":"float32"},)"
                               R"({"name":"a/kernel","shape":[1],"dtype":"float32"}]}]})";

TEST(WeightFile, IsKnownByItsContentUnderAnyName) {
  const TemporaryFolder folder;
  write_safetensors(folder / "weights.h5", {}, {});
  EXPECT_EQ(read_weight_file(folder / "weights.h5").format, WeightFormat::kSafetensors);
  EXPECT_EQ(read_weight_file(folder.write("a.json", onnx_model(1))).format, WeightFormat::kOnnx);
  EXPECT_EQ(read_weight_file(folder.write("a.keras", torch_stream::file(lite_state()))).format,
            WeightFormat::kTorchLegacy);
  folder.write("a.bin", floats({1, 2}));
  EXPECT_EQ(read_weight_file(folder.write("a.onnx", kTfjsModel)).format, WeightFormat::kTfjsLayers);
}

TEST(WeightFile, KeepsTheOrderOfLayersInTheFile) {
  const TemporaryFolder folder;
  folder.write("a.bin", floats({1, 2}));
  const WeightFile tfjs = read_weight_file(folder.write("model.json", kTfjsModel));
  ASSERT_EQ(tfjs.layers.size(), 2U);
  EXPECT_EQ(tfjs.layers[0].name, "b");
  EXPECT_EQ(tfjs.layers[0].variables[0].name, "kernel");
  EXPECT_THAT(tfjs.layers[1].variables[0].tensor.values, ElementsAre(2));

  std::string table = R"({"z/bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                      R"("a/bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})";
  table.resize((table.size() + 7) / 8 * 8, ' ');
  const WeightFile flat = read_weight_file(folder.write(
      "a.safetensors", torch_stream::little_endian(table.size(), 8) + table + floats({1, 2})));
  ASSERT_EQ(flat.layers.size(), 2U);
  EXPECT_EQ(flat.layers[0].name, "z");
  EXPECT_EQ(flat.layers[0].variables[0].name, "bias");
}

TEST(WeightFile, MustHoldFiniteValues) {
  const TemporaryFolder folder;
  for (const float value :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
        -std::numeric_limits<float>::infinity()}) {
    WeightSet weights;
    weights.set("conv/kernel", make_tensor({2}, {std::numeric_limits<float>::max(), value}));
    write_safetensors(folder / "a", weights, {});
    EXPECT_THAT([&] { read_weight_file(folder / "a"); },
                FailsWith(ErrorCode::kBadData, HasSubstr("1 values in conv/kernel")));
    EXPECT_THAT([&] { read_weight_file(folder.write("b", onnx_model(value))); },
                FailsWith(ErrorCode::kBadData, HasSubstr("not finite")));
  }
}

struct ForeignFile {
  std::string bytes;
  const char* message;
  const char* name = "a.h5";
};

TEST(WeightFile, NamesWhatIsNone) {
  const std::vector<ForeignFile> cases{
      {"", "is empty"},
      {"\n  <!DOCTYPE html><html>Not found", "HTML page"},
      {"\xef\xbb\xbf<HTML>", "HTML page"},
      {"<?xml version=\"1.0\"?><Error/>", "XML"},
      {"{\"error\": \"no such file\"}", "without a weights manifest"},
      {"version https://git-lfs.github.com/spec/v1\noid", "Git LFS pointer"},
      {"model_checkpoint_path: \"model.ckpt\"", "TensorFlow checkpoint"},
      {"table\x57\xfb\x80\x8b\x24\x75\x47\xdb", "TensorFlow checkpoint", "variables.index"},
      {std::string(100, '\1'), "TensorFlow checkpoint", "variables.data-00000-of-00001"},
      {onnx::number(1, 1) + onnx::bytes(2, onnx::bytes(1, "meta")), "SavedModel", "x.pb"},
      {"\x1f\x8b\x08"s, "gzip"},
      {std::string(257, 'a') + "ustar", "tar archive"},
      {"\x93NUMPY\1"s, "NumPy array"},
      {"\x1c\0\0\0TFL3"s, "TensorFlow Lite"},
      {"GGUF\3\0\0\0"s, "language model"},
      {"\x89PNG\r\n\x1a\n"s, "a picture"},
      {"\x80\x04\x95"s, "Python pickle"},
      {"plain text", "none of the weight formats"},
      {"\x08\x07"s, "none of the weight formats"},
      {"PK\3\4 and no more", "cannot be unpacked"},
  };
  const TemporaryFolder folder;
  for (const ForeignFile& c : cases) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_THAT([&] { read_weight_file(folder.write(c.name, c.bytes)); },
                FailsWith(ErrorCode::kBadFormat, AllOf(HasSubstr(c.name), HasSubstr(c.message))))
        << c.message;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1)) << c.message;
  }
}

TEST(WeightFile, NamesZipArchivesByWhatTheyHold) {
  const TemporaryFolder folder;
  for (const auto& [file, message] : std::vector<std::pair<std::string, std::string>>{
           {"archive/data.pkl", "PyTorch 1.6 and newer"},
           {"arr_0.npy", "NumPy arrays"},
           {"readme.txt", "not a .keras file"}}) {
    write_zip(folder / "a.zip", {{file, "content"}});
    EXPECT_THAT([&] { read_weight_file(folder / "a.zip"); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr(message)));
  }
}

TEST(WeightFile, MustBeAFile) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { read_weight_file(folder / "none"); }, FailsWith(ErrorCode::kNotFound, _));
  EXPECT_THAT([&] { read_weight_file(folder.path()); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("is a folder")));
  folder.write("saved_model.pb", "x");
  EXPECT_THAT([&] { read_weight_file(folder.path()); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("SavedModel")));
}

TEST(TfjsFile, ReadsShardsOfItsOwnFolderOnly) {
  const TemporaryFolder folder;
  folder.write("secret.bin", floats({1}));
  const auto model = [&](const std::string& shard) {
    return folder.write("model/model.json",
                        R"({"weightsManifest":[{"paths":[)" + shard +
                            R"(],"weights":[{"name":"a/b","shape":[1],"dtype":"float32"}]}]})");
  };
  folder.write("model/deep/a.bin", floats({5}));
  EXPECT_THAT(read_weight_file(model(R"("deep/a.bin")")).layers[0].variables[0].tensor.values,
              ElementsAre(5));
  for (const char* shard : {R"("../secret.bin")", R"("deep/../../secret.bin")",
                            R"("/etc/hostname")", R"("")", R"("..")", R"("a\u0000b")"}) {
    EXPECT_THAT([&] { read_weight_file(model(shard)); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("not in its folder")))
        << shard;
  }
  EXPECT_THAT([&] { read_weight_file(model(R"("b.bin")")); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("b.bin")));
  EXPECT_THAT([&] { read_weight_file(model(R"("deep/a.bin","deep/a.bin")")); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("twice")));
}

}  // namespace
}  // namespace myolens
