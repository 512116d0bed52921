// Gets the file of a weight source and reads it.
#pragma once

#include <filesystem>
#include <string>

#include "myolens/base/progress.h"
#include "myolens/weights/source.h"
#include "myolens/weights/weight_file.h"

namespace myolens {

struct FetchPlaces {
  std::filesystem::path downloads;  // of the store; a file that a user puts here is used
  std::string mirror;               // folder or URL that has the files by name; empty: none
};

// From the downloads, else from the mirror, else from where the source says; checked before it is
// used. A file that was downloaded and cannot be used is removed. Errors: kUnavailable (says which
// file to put where), kNotFound (the mirror's folder lacks it), kChecksumMismatch (says what the
// file is when it is no weight file), and those of read_weight_file.
struct FetchedFile {
  std::filesystem::path path;
  bool downloaded = false;  // lies in the downloads because of us
  std::string sha256;
  std::string md5;  // empty for packages
};
FetchedFile fetch_file(const WeightSource& source, const FetchPlaces& places, Progress& progress);

// Unpacks packages to a temporary folder beside the file.
WeightFile read_source_file(const WeightSource& source, const std::filesystem::path& path);

}  // namespace myolens
