#include "myolens/weights/weight_file.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "myolens/base/error.h"
#include "myolens/weights/foreign_file.h"
#include "myolens/weights/keras_archive.h"
#include "myolens/weights/keras_hdf5.h"
#include "myolens/weights/layer_list.h"
#include "myolens/weights/onnx.h"
#include "myolens/weights/package.h"
#include "myolens/weights/safetensors.h"
#include "myolens/weights/tfjs.h"
#include "myolens/weights/torch_legacy.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHdf5Signature = "\x89HDF\r\n\x1a\n";
constexpr std::string_view kZipSignature = "PK\x03\x04";
constexpr uint64_t kSafetensorsTableLimitBytes = uint64_t{64} << 20;

bool begins_with(std::span<const uint8_t> bytes, std::string_view signature) {
  return bytes.size() >= signature.size() &&
         std::memcmp(bytes.data(), signature.data(), signature.size()) == 0;
}

// The signature stands at 0, or at 512, 1024, 2048, ... behind a user block (HDF5 file format
// specification, II.A).
bool is_hdf5(std::span<const uint8_t> bytes) {
  if (begins_with(bytes, kHdf5Signature)) return true;
  for (uint64_t offset = 512; offset < bytes.size(); offset *= 2) {
    if (begins_with(bytes.subspan(offset), kHdf5Signature)) return true;
  }
  return false;
}

bool is_safetensors(std::span<const uint8_t> bytes) {
  uint64_t length = 0;
  if (bytes.size() <= sizeof length || bytes[sizeof length] != '{') return false;
  std::memcpy(&length, bytes.data(), sizeof length);
  return length <= kSafetensorsTableLimitBytes;
}

bool is_tfjs(std::span<const uint8_t> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && text[first] == '{' && text.find("\"weightsManifest\"") != text.npos;
}

WeightFile read_safetensors_layers(const fs::path& path) {
  const SafetensorsFile file = read_safetensors(path);
  std::vector<std::pair<std::string, Tensor>> tensors(file.weights.tensors().begin(),
                                                      file.weights.tensors().end());
  std::ranges::stable_sort(tensors, {},
                           [](const auto& entry) { return entry.second.values.data(); });
  LayerList layers;
  for (auto& [key, tensor] : tensors) {
    const auto [layer, variable] = split_key(key);
    layers.add(layer, variable, std::move(tensor));
  }
  return {WeightFormat::kSafetensors, path.string(), layers.take()};
}

WeightFile read_zip(const fs::path& path) {
  const auto names = list_package(path);
  const auto holds = [&](std::string_view ending) {
    return std::ranges::any_of(names, [&](const auto& name) { return name.ends_with(ending); });
  };
  if (std::ranges::count(names, "config.json") && holds(".weights.h5"))
    return read_keras_archive(path);
  if (holds("data.pkl")) {
    throw Error(ErrorCode::kBadFormat,
                path.string() +
                    " is in the zip format of PyTorch 1.6 and newer, which is not read; "
                    "save it again with _use_new_zipfile_serialization=False, or as "
                    "safetensors");
  }
  if (holds(".npy")) {
    throw Error(ErrorCode::kBadFormat, path.string() +
                                           " is an archive of NumPy arrays without the "
                                           "names of layers; give the file of Keras");
  }
  throw Error(ErrorCode::kBadFormat,
              path.string() +
                  " is a zip archive, but not a .keras file (it lacks config.json or "
                  "model.weights.h5); unpack it and give the weight file inside");
}

WeightFile read_by_content(const fs::path& path) {
  const MappedFile mapping(path);
  const FileBytes file{path.string(), mapping.bytes(), &mapping};
  if (is_hdf5(file.bytes)) return read_keras_hdf5(path);
  if (begins_with(file.bytes, kZipSignature)) return read_zip(path);
  if (looks_like_torch_legacy(file.bytes)) return read_torch_legacy(file);
  if (is_safetensors(file.bytes)) return read_safetensors_layers(path);
  if (is_tfjs(file.bytes)) return read_tfjs(path);
  if (looks_like_onnx(file.bytes)) return read_onnx(file);
  throw Error(ErrorCode::kBadFormat, path.string() + " " + describe_foreign_file(file.bytes, path));
}

// All bits of the exponent are set.
bool is_not_finite(float value) {
  constexpr uint32_t kExponent = 0x7F800000;
  return (std::bit_cast<uint32_t>(value) & kExponent) == kExponent;
}

void check_finite(const WeightFile& file) {
  for (const FileLayer& layer : file.layers) {
    for (const FileVariable& variable : layer.variables) {
      const auto values = variable.tensor.values;
      const auto bad = std::ranges::count_if(values, is_not_finite);
      if (bad == 0) continue;
      throw Error(ErrorCode::kBadData,
                  file.origin + " holds " + std::to_string(bad) + " values in " + layer.name + "/" +
                      variable.name +
                      " that are not finite (NaN or infinity); the training that made it diverged, "
                      "or the file is damaged; give another one");
    }
  }
}

}  // namespace

std::string_view name_of(WeightFormat format) {
  switch (format) {
    case WeightFormat::kKerasLegacyHdf5:
      return "Keras legacy HDF5";
    case WeightFormat::kKerasWeightsHdf5:
      return "Keras 3 weights HDF5";
    case WeightFormat::kKerasArchive:
      return "Keras 3 archive";
    case WeightFormat::kTfjsLayers:
      return "TF.js layers";
    case WeightFormat::kOnnx:
      return "ONNX";
    case WeightFormat::kTorchLegacy:
      return "PyTorch stream";
    case WeightFormat::kSafetensors:
      return "safetensors";
  }
  return "unknown";
}

WeightFile read_weight_file(const fs::path& path) {
  if (fs::is_directory(path)) {
    const bool saved_model = fs::exists(path / "saved_model.pb");
    throw Error(ErrorCode::kBadFormat,
                path.string() + (saved_model ? " is a TensorFlow SavedModel; load it in Keras and "
                                               "save the model as .keras"
                                             : " is a folder; give the weight file inside"));
  }
  WeightFile file = read_by_content(path);
  check_finite(file);
  return file;
}

}  // namespace myolens
