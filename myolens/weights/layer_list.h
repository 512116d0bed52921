// Gathers the tensors of a weight file into layers, in the order in which the layers come.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "myolens/weights/weight_file.h"

namespace myolens {

class LayerList {
 public:
  // False when the layer has such a variable already.
  bool add(const std::string& layer, const std::string& variable, Tensor tensor,
           const std::string& class_name = "");

  std::vector<FileLayer> take() { return std::move(layers_); }

 private:
  std::vector<FileLayer> layers_;
  std::map<std::string, size_t> positions_;
};

struct LayerKey {
  std::string layer;
  std::string variable;
};

// "block1/conv1/kernel" is variable "kernel" of layer "block1/conv1".
LayerKey split_key(const std::string& key);

}  // namespace myolens
