#include "myolens/weights/keras_hdf5.h"

#include "myolens/base/error.h"

namespace myolens {

WeightFile read_keras_hdf5(const std::filesystem::path& path) {
  const Hdf5Content content = read_hdf5(path);
  if (content.attribute("", "layer_names") || content.attribute("model_weights", "layer_names"))
    return read_keras_legacy_hdf5(content);
  if (is_keras_weights_hdf5(content)) return read_keras_weights_hdf5(content);
  throw Error(
      ErrorCode::kBadFormat,
      path.string() +
          " is an HDF5 file, but not of Keras: it has neither the attribute layer_names nor "
          "the group layers; save the weights with Keras");
}

}  // namespace myolens
