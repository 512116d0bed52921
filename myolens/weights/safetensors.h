// The flat store format: safetensors (an 8-byte header length, a JSON table, raw little-endian
// values), float32 only.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "myolens/weights/weight_set.h"

namespace myolens {

struct SafetensorsFile {
  WeightSet weights;                            // values point into the mapped file
  std::map<std::string, std::string> metadata;  // the file's "__metadata__"
};

// Errors: kNotFound, kReadFailed, kBadFormat (table or offsets that do not fit the file, another
// type than F32, gaps or overlaps).
SafetensorsFile read_safetensors(const std::filesystem::path& path);

// Errors: kWriteFailed.
void write_safetensors(const std::filesystem::path& path, const WeightSet& weights,
                       const std::map<std::string, std::string>& metadata);

}  // namespace myolens
