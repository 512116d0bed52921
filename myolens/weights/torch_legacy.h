// The stream that torch.save wrote before PyTorch 1.6 (and writes with
// _use_new_zipfile_serialization=False): four pickles, then the raw values of each storage.
#pragma once

#include <string>
#include <vector>

#include "myolens/weights/file_bytes.h"
#include "myolens/weights/strided.h"
#include "myolens/weights/weight_file.h"

namespace myolens {

struct StateTensor {
  std::string name;  // "_conv_stem.weight"
  StridedView view;  // no strides and no bytes when it holds integers
  bool holds_floats = true;
};

// The dictionary of tensors in the file, in its order; the views point into the file's bytes.
// Errors: kBadFormat (damaged, not such a dictionary, or it wants to run something),
// kLimitExceeded.
std::vector<StateTensor> read_torch_state(const FileBytes& file);

// Only EfficientNet-Lite is known by its PyTorch names (efficientnet_lite_names.h). Errors: those
// of read_torch_state; kBadData when the names are others.
WeightFile read_torch_legacy(const FileBytes& file);

bool looks_like_torch_legacy(std::span<const uint8_t> bytes);

}  // namespace myolens
