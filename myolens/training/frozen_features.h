// The outputs of the frozen part of a network: from the cache on disk, held in memory, or computed
// anew whenever they are asked for. The numbers are the same, bit for bit.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/training/feature_cache.h"
#include "myolens/training/streamed_features.h"

namespace myolens {

struct WantedLayers {
  std::vector<LayerId> layers;  // each once or more

  // Maps that vectors are always computed from, whether they are wanted themselves or not: where
  // both are, one pass through the network gives both. In ascending order. Empty: from the picture.
  std::vector<LayerId> way{};
};

// The features of `rows` at some layers of a bundle's network, given as `graph`. What the cache
// lacks, or holds damaged, is computed now and added to it, as the step "features of the frozen
// part". Vectors are held in memory, as long as they are few; the rest is read from the cache in
// parts, or held in memory where the cache cannot take it. What neither has room for is computed
// anew at every use of a row: a note says so beforehand, with the space that would be needed. A
// cache that cannot be written is left out with a note. Errors: kInvalidArgument (no rows),
// kBadData (a variable is missing), kUnavailable, those of FeatureRows::load.
std::unique_ptr<FeatureSource> open_frozen_features(const ModelBundle& bundle, const Graph& graph,
                                                    const WantedLayers& wanted, FeatureRows rows,
                                                    const FeatureCacheSettings& cache,
                                                    const ForwardOptions& engine,
                                                    Progress& progress);

// Prepared polar maps, by the SHA-256 of their files; computed here when `sha256` is empty. Errors:
// kNotFound, kReadFailed; loading a row also has those of decode_picture.
FeatureRows rows_of_files(const std::vector<std::filesystem::path>& files,
                          std::vector<std::string> sha256, int threads);

}  // namespace myolens
