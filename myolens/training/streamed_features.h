// The frozen part of a network, computed whenever its values are asked for.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "myolens/classifier/bundle.h"
#include "myolens/engine/forward.h"
#include "myolens/imaging/picture.h"
#include "myolens/training/packed_features.h"

namespace myolens {

// Pictures whose features are wanted.
struct FeatureRows {
  // What identifies each row's pixels: the SHA-256 of the file, and of what was done to it.
  std::vector<std::string> keys;
  std::function<Picture(size_t row)> load;  // thread-safe
};

// The network and the pictures that layers are computed from.
struct FrozenNetwork {
  ModelBundle bundle;
  Graph graph;
  FeatureRows rows;
  ForwardOptions engine{};
};

// Nothing is computed for it: the pictures, resized and scaled.
bool is_network_input(const Graph& graph, const std::vector<LayerId>& layers);

// Layers whose values others are computed from, and where these values are.
struct FeatureWay {
  std::vector<LayerId> layers{};  // none: the picture
  std::shared_ptr<const FeatureSource> source{};
};

// Layers computed in one pass, from the picture or the way's layers; what one gives depends in its
// last bits on the others and on the way. The engine starts when it is first needed.
class StreamedFeatures final : public PackedFeatures {
 public:
  StreamedFeatures(std::shared_ptr<const FrozenNetwork> network, std::vector<LayerId> layers,
                   FeatureWay way = {});
  ~StreamedFeatures() override;

  using PackedFeatures::layout;
  const FeatureWay& way() const { return way_; }

  // A row per picture, at most kPackedRows. Errors: of FeatureRows::load, network_input and
  // ForwardEngine.
  std::vector<float> packed_rows(std::span<const size_t> wanted) const override;

 private:
  std::shared_ptr<const FrozenNetwork> network_;
  FeatureWay way_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<ForwardEngine> engine_;
};

}  // namespace myolens
