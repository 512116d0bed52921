// The layers of a Keras model out of its configuration (config.json of a .keras file, the attribute
// model_config of a whole-model .h5).
#pragma once

#include <string>
#include <vector>

#include "myolens/weights/weight_file.h"

namespace myolens {

struct ConfigLayer {
  std::string name;
  std::string class_name;
  std::string model;  // as in FileLayer
};

// In the order of `model.layers`, a model inside followed by its own layers. Errors: kBadFormat
// that names `origin`.
std::vector<ConfigLayer> read_keras_config(const std::string& json, const std::string& origin);

// "outer/inner"; `inner` when there is nothing outside.
std::string inside(const std::string& outer, const std::string& inner);

}  // namespace myolens
