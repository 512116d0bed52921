// What a weight file holds, before it is fitted to a network: layers in the file's order, with the
// names that the file gives. One reader per format makes it; fit.h maps it to a graph.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/weights/weight_set.h"

namespace myolens {

enum class WeightFormat {
  kKerasLegacyHdf5,   // *_notop.h5, whole models of Keras 2
  kKerasWeightsHdf5,  // *.weights.h5 of Keras 3
  kKerasArchive,      // *.keras
  kTfjsLayers,        // model.json with shards
  kOnnx,
  kTorchLegacy,  // *.pth, the stream format before PyTorch 1.6
  kSafetensors
};

std::string_view name_of(WeightFormat format);  // "Keras legacy HDF5", ...

// In Keras's layouts, whatever the file has.
struct FileVariable {
  std::string name;  // "kernel", "gamma", ...; empty where the file knows only an order
  Tensor tensor;
};

struct FileLayer {
  std::string name;        // as the file has it; empty where the file knows only an order
  std::string class_name;  // "Conv2D" where the file tells it, else empty
  std::vector<FileVariable> variables;
  // Name of the model inside the file's model that holds the layer ("resnet50v2"); empty for a
  // layer of the file's model itself.
  std::string model = {};
};

struct WeightFile {
  WeightFormat format = WeightFormat::kSafetensors;
  std::string origin;             // names the file in messages
  std::vector<FileLayer> layers;  // layers without weights only where the file lists them
};

// Told apart by content, never by name. Errors: kNotFound, kReadFailed, kBadFormat (damaged, or
// none of the formats: an HTML page, a TensorFlow checkpoint and the like are named),
// kLimitExceeded, kBadData (values that are not finite).
WeightFile read_weight_file(const std::filesystem::path& path);

}  // namespace myolens
