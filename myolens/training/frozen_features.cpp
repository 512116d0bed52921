#include "myolens/training/frozen_features.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/parallel.h"
#include "myolens/classifier/network_input.h"
#include "myolens/engine/forward.h"
#include "myolens/imaging/codec.h"

namespace myolens {
namespace {

constexpr int kBatch = 8;
constexpr size_t kChunk = 64;  // pictures decoded before they are run

}  // namespace

FrozenFeatures compute_frozen_features(const ModelBundle& bundle, const Graph& graph,
                                       const std::vector<LayerId>& layers,
                                       const std::vector<std::filesystem::path>& images,
                                       int threads, Progress& progress) {
  const LayerId input = graph.find("input_layer");
  const auto input_values = static_cast<size_t>(element_count(graph.layer(input).output));
  ForwardEngine engine(graph, subgraph_between(graph, {input}, layers), bundle.weights,
                       {.threads = threads, .batch = kBatch});
  FrozenFeatures features{layers, std::vector<std::vector<float>>(layers.size()), images.size()};
  for (size_t i = 0; i < layers.size(); ++i) {
    features.values[i].reserve(images.size() *
                               static_cast<size_t>(element_count(graph.layer(layers[i]).output)));
  }
  progress.begin("features of the frozen part", images.size());
  std::vector<float> chunk;
  for (size_t first = 0; first < images.size(); first += kChunk) {
    const size_t count = std::min(kChunk, images.size() - first);
    chunk.resize(count * input_values);
    parallel_for(count, static_cast<size_t>(threads), [&](size_t i) {
      const auto& path = images[first + i];
      const Picture map = decode_picture(read_file(path), path.string());
      std::ranges::copy(network_input(map, bundle.input_size, bundle.preprocessing),
                        chunk.begin() + static_cast<std::ptrdiff_t>(i * input_values));
    });
    const auto outputs = engine.run({chunk}, count);
    for (size_t i = 0; i < layers.size(); ++i) {
      features.values[i].insert(features.values[i].end(), outputs[i].begin(), outputs[i].end());
    }
    progress.advance(count);
  }
  progress.end();
  return features;
}

GatheredBatch::GatheredBatch(const FrozenFeatures& features, const std::vector<LayerId>& layers,
                             std::span<const size_t> rows)
    : samples_(rows.size()) {
  for (const LayerId layer : layers) {
    const auto tensor =
        static_cast<size_t>(std::ranges::find(features.layers, layer) - features.layers.begin());
    if (tensor == features.layers.size())
      throw Error(ErrorCode::kInternal, "a tail input was not cached");
    const size_t size = features.size_of(tensor);
    std::vector<float> gathered;
    gathered.reserve(rows.size() * size);
    for (const size_t row : rows) {
      const auto first = features.values[tensor].begin() + static_cast<std::ptrdiff_t>(row * size);
      gathered.insert(gathered.end(), first, first + static_cast<std::ptrdiff_t>(size));
    }
    values_.push_back(std::move(gathered));
  }
}

TailBatch GatheredBatch::batch() const { return {{values_.begin(), values_.end()}, samples_}; }

}  // namespace myolens
