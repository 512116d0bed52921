// The HDF5 files of Keras: the weights and whole models that Keras 2 wrote (and the legacy module
// of Keras 3 writes), and the *.weights.h5 of Keras 3.
#pragma once

#include <filesystem>

#include "myolens/weights/hdf5_child.h"
#include "myolens/weights/keras_config.h"
#include "myolens/weights/weight_file.h"

namespace myolens {

// Errors: as read_hdf5; kBadFormat when it is none of Keras's layouts.
WeightFile read_keras_hdf5(const std::filesystem::path& path);

// The attribute layer_names lists all layers of the model, weight_names of each layer's group its
// variables. Layers of a model inside come in the order of the configuration where the file has it,
// else in the order of their first variable: trainable ones first.
WeightFile read_keras_legacy_hdf5(const Hdf5Content& content);

// Groups layers/CLASS_NUMBER/vars, variables by number. With the configuration of the model, layers
// have its names and order; else the order within a class is theirs, and the name is the one that
// newer versions of Keras write, or empty.
WeightFile read_keras_weights_hdf5(const Hdf5Content& content,
                                   const std::vector<ConfigLayer>& config = {});

bool is_keras_weights_hdf5(const Hdf5Content& content);

}  // namespace myolens
