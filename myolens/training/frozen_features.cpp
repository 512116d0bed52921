#include "myolens/training/frozen_features.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/base/parallel.h"
#include "myolens/imaging/codec.h"
#include "myolens/training/bfloat16_rows.h"
#include "myolens/training/cached_features.h"
#include "myolens/training/feature_cache_key.h"

namespace myolens {
namespace {

constexpr size_t kRowsPerCheck = 16;

// In the unit of --cache-limit, or a thousandth of it.
std::string size_text(uint64_t bytes) {
  const double megabytes = static_cast<double>(bytes) / 1e6;
  return bytes < kGigabyte ? fixed_text(megabytes, 1) + " MB"
                           : fixed_text(megabytes / 1000, 1) + " GB";
}

bool is_vector(const Graph& graph, LayerId layer) { return graph.layer(layer).output.size() == 1; }

// Layers that are computed in one pass each. A vector is computed alone, so that it is the same,
// and found in the cache, whatever else is asked for; so is the network's input. Feature maps at a
// cut always come together, and first, since a vector may be computed from them.
std::vector<std::vector<LayerId>> passes(const Graph& graph, std::vector<LayerId> layers) {
  std::ranges::sort(layers);
  const auto repeated = std::ranges::unique(layers);
  layers.erase(repeated.begin(), repeated.end());
  std::vector<std::vector<LayerId>> passes;
  std::vector<LayerId> maps;
  for (const LayerId layer : layers) {
    if (is_vector(graph, layer) || is_network_input(graph, {layer})) {
      passes.push_back({layer});
    } else {
      maps.push_back(layer);
    }
  }
  if (!maps.empty()) passes.insert(passes.begin(), std::move(maps));
  return passes;
}

// A step that ends however it is left.
class ProgressStep {
 public:
  ProgressStep(Progress& progress, std::string_view name, size_t total) : progress_(progress) {
    progress_.begin(name, total);
  }
  ~ProgressStep() { progress_.end(); }
  ProgressStep(const ProgressStep&) = delete;
  ProgressStep& operator=(const ProgressStep&) = delete;

  void advance(size_t count) { progress_.advance(count); }

 private:
  Progress& progress_;
};

// Hands every layer over to the source that has it.
class FeaturesOfPasses final : public FeatureSource {
 public:
  struct Pass {
    std::vector<LayerId> layers;
    std::shared_ptr<const FeatureSource> source;
  };
  explicit FeaturesOfPasses(std::vector<Pass> passes) : passes_(std::move(passes)) {}

  size_t rows() const override { return passes_.front().source->rows(); }

  size_t size_of(LayerId layer) const override {
    for (const Pass& pass : passes_) {
      if (std::ranges::count(pass.layers, layer) > 0) return pass.source->size_of(layer);
    }
    throw Error(ErrorCode::kInternal, "a tail input is not kept");
  }

  std::vector<std::vector<float>> gather(std::span<const LayerId> layers,
                                         std::span<const size_t> wanted) const override {
    for (const LayerId layer : layers) size_of(layer);
    std::vector<std::vector<float>> gathered(layers.size());
    for (const Pass& pass : passes_) {
      std::vector<LayerId> here;
      std::ranges::copy_if(layers, std::back_inserter(here), [&](LayerId layer) {
        return std::ranges::count(pass.layers, layer) > 0;
      });
      if (here.empty()) continue;
      auto values = pass.source->gather(here, wanted);
      for (size_t i = 0, next = 0; i < layers.size(); ++i) {
        if (next < here.size() && layers[i] == here[next]) gathered[i] = std::move(values[next++]);
      }
    }
    return gathered;
  }

 private:
  std::vector<Pass> passes_;
};

class Opening {
 public:
  Opening(std::shared_ptr<const FrozenNetwork> network, const FeatureCacheSettings& settings,
          Progress& progress)
      : network_(std::move(network)),
        settings_(settings),
        progress_(progress),
        memory_left_(settings.memory_bytes) {}

  std::unique_ptr<FeatureSource> open(const std::vector<LayerId>& layers, FeatureWay way) {
    auto computed = std::make_unique<StreamedFeatures>(network_, layers, std::move(way));
    const uint64_t bytes = uint64_t{rows()} * computed->layout().row_values() * sizeof(float);
    if (is_network_input(network_->graph, layers)) {
      return take_memory(bytes) ? in_memory(layers, *computed) : std::move(computed);
    }
    std::string reason = "and nothing may be kept on the disk (--cache, --cache-limit)";
    if (auto entry = try_cache(*computed, reason)) {
      CachedFeatures cached(computed->layout(), std::move(entry), network_->rows.keys);
      // Reading maps costs little beside a step on them.
      if (is_vector(network_->graph, layers[0]) && take_memory(bytes))
        return in_memory(layers, cached);
      return std::make_unique<CachedFeatures>(std::move(cached));
    }
    if (take_memory(bytes)) return in_memory(*computed);
    const uint64_t stored = uint64_t{rows()} * computed->layout().stored_values() * sizeof(float);
    progress_.note("the features of the frozen part need " + size_text(stored) + " for " +
                   std::to_string(rows()) + " pictures, " + reason +
                   "; they are computed anew in every epoch, which is slow");
    return computed;
  }

 private:
  size_t rows() const { return network_->rows.keys.size(); }

  bool take_memory(uint64_t bytes) {
    if (bytes > memory_left_) return false;
    memory_left_ -= bytes;
    return true;
  }

  std::vector<size_t> all_rows() const {
    std::vector<size_t> all(rows());
    std::iota(all.begin(), all.end(), size_t{0});
    return all;
  }

  // Nothing when the cache cannot take the features, with the reason.
  std::unique_ptr<CacheEntry> try_cache(const StreamedFeatures& computed, std::string& reason) {
    if (settings_.folder.empty() || settings_.limit_bytes == 0) return nullptr;
    try {
      const FeatureCache cache(settings_);
      const FeatureLayout& layout = computed.layout();
      auto entry = cache.open(feature_identity(network_->bundle, network_->graph, layout.layers(),
                                               computed.way().layers, network_->engine),
                              layout.stored_values());
      switch (fill(cache, *entry, computed)) {
        case CacheRoom::kThere:
        case CacheRoom::kAfterClearing:
          return entry;
        case CacheRoom::kOverLimit:
          reason = "more than the limit of the cache leaves, " + size_text(settings_.limit_bytes) +
                   " (--cache-limit)";
          break;
        case CacheRoom::kDiskFull:
          reason = "more than is free on the disk of " + settings_.folder.string();
          break;
      }
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kWriteFailed) throw;
      progress_.note(std::string(error.what()) + "; going on without it");
      reason = "and the cache cannot be used";
    }
    return nullptr;
  }

  CacheRoom fill(const FeatureCache& cache, CacheEntry& entry, const StreamedFeatures& computed) {
    std::vector<size_t> missing = missing_rows(entry, all_rows());
    if (missing.empty()) return CacheRoom::kThere;
    if (!entry.try_begin_writing()) {
      progress_.note("another run computes the same features; waiting for it");
      entry.begin_writing();
    }
    missing = missing_rows(entry, missing);
    const auto new_rows =
        std::ranges::count_if(missing, [&](size_t row) { return !entry.has(key(row)); });
    const CacheRoom room = cache.make_room(entry, {static_cast<size_t>(new_rows), rows()});
    if (room == CacheRoom::kAfterClearing) missing = all_rows();
    if (room == CacheRoom::kThere || room == CacheRoom::kAfterClearing) {
      const bool packed = computed.layout().is_bfloat16();
      compute(computed, missing, [&](size_t row, std::span<const float> values) {
        packed ? entry.write(key(row), pack_bfloat16(values)) : entry.write(key(row), values);
      });
    }
    entry.end_writing();
    return room;
  }

  const std::string& key(size_t row) const { return network_->rows.keys[row]; }

  // Those of `wanted` that the entry lacks or holds damaged.
  std::vector<size_t> missing_rows(const CacheEntry& entry,
                                   const std::vector<size_t>& wanted) const {
    std::vector<char> sound(wanted.size());
    const size_t parts = (wanted.size() + kRowsPerCheck - 1) / kRowsPerCheck;
    parallel_for(parts, static_cast<size_t>(network_->engine.threads), [&](size_t part) {
      std::vector<float> row(entry.row_values());
      const size_t end = std::min(wanted.size(), (part + 1) * kRowsPerCheck);
      for (size_t i = part * kRowsPerCheck; i < end; ++i) {
        sound[i] = entry.read(key(wanted[i]), row) ? 1 : 0;
      }
    });
    std::vector<size_t> missing;
    for (size_t i = 0; i < wanted.size(); ++i) {
      if (!sound[i]) missing.push_back(wanted[i]);
    }
    return missing;
  }

  void compute(const StreamedFeatures& computed, std::span<const size_t> wanted,
               const std::function<void(size_t row, std::span<const float> values)>& keep) {
    if (wanted.empty()) return;
    ProgressStep step(progress_, "features of the frozen part", wanted.size());
    const size_t size = computed.layout().row_values();
    for (size_t first = 0; first < wanted.size(); first += kPackedRows) {
      const auto part = wanted.subspan(first, std::min(kPackedRows, wanted.size() - first));
      const std::vector<float> values = computed.packed_rows(part);
      for (size_t i = 0; i < part.size(); ++i) {
        keep(part[i], std::span(values).subspan(i * size, size));
      }
      step.advance(part.size());
    }
  }

  std::unique_ptr<FeatureSource> in_memory(const std::vector<LayerId>& layers,
                                           const FeatureSource& source) const {
    return std::make_unique<MemoryFeatures>(layers, source.gather(layers, all_rows()), rows());
  }

  std::unique_ptr<FeatureSource> in_memory(const StreamedFeatures& computed) {
    const FeatureLayout& layout = computed.layout();
    std::vector<std::vector<float>> values(layout.layers().size());
    compute(computed, all_rows(), [&](size_t, std::span<const float> row) {
      for (size_t i = 0; i < values.size(); ++i) {
        layout.append_part(layout.layers()[i], row, values[i]);
      }
    });
    return std::make_unique<MemoryFeatures>(layout.layers(), std::move(values), rows());
  }

  std::shared_ptr<const FrozenNetwork> network_;
  const FeatureCacheSettings& settings_;
  Progress& progress_;
  uint64_t memory_left_;
};

}  // namespace

std::unique_ptr<FeatureSource> open_frozen_features(const ModelBundle& bundle, const Graph& graph,
                                                    const WantedLayers& wanted, FeatureRows rows,
                                                    const FeatureCacheSettings& cache,
                                                    const ForwardOptions& engine,
                                                    Progress& progress) {
  if (rows.keys.empty() || wanted.layers.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "features of no pictures or layers were asked for");
  }
  const auto network =
      std::make_shared<const FrozenNetwork>(FrozenNetwork{bundle, graph, std::move(rows), engine});
  Opening opening(network, cache, progress);
  std::vector<FeaturesOfPasses::Pass> sources;
  for (const auto& layers : passes(graph, wanted.layers)) {
    FeatureWay way;
    if (is_vector(graph, layers[0]) && !wanted.way.empty()) {
      way.layers = wanted.way;
      const auto known = std::ranges::find(sources, way.layers, &FeaturesOfPasses::Pass::layers);
      way.source = known == sources.end() ? std::make_shared<StreamedFeatures>(network, way.layers)
                                          : known->source;
    }
    sources.push_back({layers, opening.open(layers, std::move(way))});
  }
  return std::make_unique<FeaturesOfPasses>(std::move(sources));
}

FeatureRows rows_of_files(const std::vector<std::filesystem::path>& files,
                          std::vector<std::string> sha256, int threads) {
  if (sha256.empty()) {
    sha256.resize(files.size());
    parallel_for(files.size(), static_cast<size_t>(std::max(1, threads)),
                 [&](size_t i) { sha256[i] = sha256_hex_of_file(files[i]); });
  }
  return {std::move(sha256), [files](size_t row) {
            return decode_picture(read_file(files[row]), files[row].string());
          }};
}

}  // namespace myolens
