// Writes the sound inputs from which the fuzzers start. Usage: fuzz_seeds tests/fuzz/corpus
#include <cstdio>

#include "myolens/training/feature_cache_index.h"
#include "myolens/weights/hdf5_table.h"
#include "myolens/weights/safetensors.h"
#include "tests/fuzz/csv_seeds.h"
#include "tests/fuzz/dicom_seeds.h"
#include "tests/fuzz/layout_seeds.h"
#include "tests/fuzz/picture_seeds.h"
#include "tests/support/lite_state.h"
#include "tests/support/onnx_bytes.h"
#include "tests/unit/weights/packed_files.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;

std::string onnx_seed() {
  const std::string kernel = "functional_1/conv1_1/convolution/ReadVariableOp:0";
  const std::string bias = "functional_1/conv1_1/Squeeze:0";
  const std::string dense = "functional_1/fc_1/MatMul/ReadVariableOp:0";
  return onnx::model(onnx::node("Conv", {"x", kernel, bias}) + onnx::node("MatMul", {"y", dense}) +
                     onnx::initializer({kernel, {2, 1, 1, 1}, onnx::floats({1, 2})}) +
                     onnx::initializer({bias, {2}, onnx::floats({3, 4})}) +
                     onnx::initializer({dense, {2, 1}, onnx::floats({5, 6})}) +
                     onnx::initializer({"shape", {1}, std::string(8, '\1'), onnx::kInt64}));
}

std::string tfjs_seed() {
  return std::string(R"({"format":"layers-model","weightsManifest":[{"paths":["a.bin"],"weights":[)"
                     R"({"name":"a/kernel","shape":[1,2],"dtype":"float32"},)"
                     R"({"name":"a/bias","shape":[2],"dtype":"float32"}]}]})") +
         '\0' + onnx::floats({1, 2, 3, 4});
}

Bytes hdf5_table_seed() {
  Hdf5Table table;
  table.datasets = {{"conv/conv/kernel", {1, 2}, "", 0}, {"conv/conv/step", {1}, "int64", 8}};
  table.attributes = {{"", "layer_names", {"conv"}}, {"conv", "weight_names", {"conv/kernel"}}};
  return write_hdf5_table(table);
}

Bytes feature_index_seed() {
  Bytes bytes;
  for (uint32_t slot = 0; slot < 2; ++slot) {
    const std::string key(64, slot == 0 ? 'a' : 'b');
    const IndexRecord record = write_index_record(key, {slot, 5 + slot});
    bytes.insert(bytes.end(), record.begin(), record.end());
  }
  return bytes;
}

// A model inside a model, as Keras 3 writes it.
std::string keras_config_seed() {
  const auto layer = [](const std::string& class_name, const std::string& name) {
    return R"({"class_name":")" + class_name + R"(","config":{"name":")" + name + R"("},"name":")" +
           name + R"(","inbound_nodes":[]})";
  };
  const std::string inner = R"({"class_name":"Functional","name":"inner","inbound_nodes":[],)"
                            R"("config":{"name":"inner","layers":[)" +
                            layer("InputLayer", "input") + "," + layer("Conv2D", "conv") + "]}}";
  return R"({"class_name":"Functional","config":{"name":"outer","layers":[)" + inner + "," +
         layer("Dense", "dense") + "]}}";
}

void write_seeds(const fs::path& folder) {
  write_file(folder / "onnx/seed", onnx_seed());
  write_csv_seeds(folder / "csv");
  write_dicom_seeds(folder / "dicom");
  write_file(folder / "feature_index/seed", feature_index_seed());
  write_file(folder / "foreign_file/onnx", onnx_seed());
  write_file(folder / "foreign_file/page", "<!DOCTYPE html>");
  write_file(folder / "hdf5_table/seed", hdf5_table_seed());
  write_file(folder / "keras_config/seed", keras_config_seed());
  write_layout_seeds(folder / "layout");
  write_file(folder / "tfjs/seed", tfjs_seed());
  write_file(folder / "torch_legacy/small", torch_stream::file({{"w", {2, 1}, {1, 2}, {1, 2}}}));
  write_file(folder / "torch_legacy/lite", torch_stream::file(lite_state()));

  WeightSet weights;
  weights.set("conv/kernel", make_tensor({1, 2}, {1, 2}));
  weights.set("conv/bias", make_tensor({2}, {3, 4}));
  write_safetensors(folder / "safetensors/seed", weights, {{"origin", "seed"}});

  const std::vector<PackedFile> files{{"package/model.json", "{}"}, {"package/a.bin", "abc"}};
  fs::create_directories(folder / "package");
  write_tgz(folder / "package/tgz", files);
  write_zip(folder / "package/zip", files);

  write_picture_seeds(folder);
}

}  // namespace
}  // namespace myolens

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: fuzz_seeds FOLDER\n", stderr);
    return 2;
  }
  myolens::write_seeds(arguments[1]);
  return 0;
}
