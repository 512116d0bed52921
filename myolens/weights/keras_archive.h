// A .keras file: a zip archive with the model's configuration and its weights.
#pragma once

#include <filesystem>

#include "myolens/weights/weight_file.h"

namespace myolens {

// Layers come with the names and in the order of the configuration. The weights pass through an
// unnamed file in the folder for temporary files. Errors: kNotFound, kReadFailed, kBadFormat,
// kLimitExceeded (unpacks to more than 4 GiB or 100 times its size), kWriteFailed.
WeightFile read_keras_archive(const std::filesystem::path& path);

}  // namespace myolens
