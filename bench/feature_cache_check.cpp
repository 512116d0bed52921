// Time and memory of features that lie in the cache: a warm-up on 20,000 pooled vectors, and
// opening the tensors at the cut for 218 pictures. The values are random; nothing is computed from
// pictures.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/base/random.h"
#include "myolens/base/stopwatch.h"
#include "myolens/training/feature_cache_key.h"
#include "myolens/training/fit.h"
#include "myolens/training/frozen_features.h"
#include "myolens/training/packed_features.h"

namespace myolens {
namespace {

struct Options {
  std::string folder;
  std::string backbone = "resnet50";
  size_t vectors = 20000;
  size_t maps = 218;
  int epochs = 20;
  int threads = 2;
};

double peak_megabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

class Check {
 public:
  explicit Check(const Options& options) : options_(options) {
    bundle_.backbone = options.backbone;
    bundle_.head = {{128}, 0.5};
    bundle_.labels = {"CAD", "non-CAD"};
    network_ = build_classifier_graph(bundle_);
    bundle_.weights = initial_weights(network_.graph, 1);
    settings_.head = bundle_.head;
    settings_.warm_up_epochs = options.epochs;
    settings_.threads = options.threads;
    plans_ = plan_stages(network_, build_backbone(bundle_), Strategy::kTwoStage, settings_);
    std::printf("network and weights: peak %.0f MB\n", peak_megabytes());
  }

  void warm_up() {
    const auto features = filled_and_opened(plans_[0].tail.inputs, options_.vectors);
    std::vector<int> labels(options_.vectors);
    for (size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i % 2);
    FitParts parts;
    parts.training.resize(options_.vectors);
    std::iota(parts.training.begin(), parts.training.end(), size_t{0});
    parts.validation.assign(
        parts.training.begin() + static_cast<std::ptrdiff_t>(labels.size() / 5 * 4),
        parts.training.end());
    parts.training.resize(labels.size() / 5 * 4);
    const std::vector<StagePlan> first{plans_[0]};
    SilentProgress silent;
    const Stopwatch watch;
    fit({network_, bundle_.weights, first, *features, labels, 1, settings_}, parts, {}, silent);
    std::printf("warm-up, %d epochs: %.1f s, peak %.0f MB\n", options_.epochs, watch.seconds(),
                peak_megabytes());
  }

  void open_maps() {
    const auto features = filled_and_opened(plans_[1].tail.inputs, options_.maps);
    const std::vector<LayerId>& layers = plans_[1].tail.inputs;
    const Stopwatch watch;
    for (size_t row = 0; row < options_.maps; row += 32) {
      std::vector<size_t> batch(std::min<size_t>(32, options_.maps - row));
      std::iota(batch.begin(), batch.end(), row);
      features->gather(layers, batch);
    }
    std::printf("reading all in batches of 32: %.2f s, peak %.0f MB\n", watch.seconds(),
                peak_megabytes());
  }

 private:
  FeatureRows rows(size_t count) const {
    FeatureRows rows;
    for (size_t i = 0; i < count; ++i) rows.keys.push_back(std::to_string(i));
    rows.load = [](size_t) -> Picture {
      throw Error(ErrorCode::kInternal, "the cache lacks a row that was written");
    };
    return rows;
  }

  std::unique_ptr<FeatureSource> filled_and_opened(const std::vector<LayerId>& layers,
                                                   size_t count) {
    const FeatureCacheSettings settings{.folder = options_.folder};
    fill(settings, layers, count);
    const Stopwatch watch;
    SilentProgress silent;
    auto features = open_frozen_features(bundle_, network_.graph, {layers}, rows(count), settings,
                                         {.threads = options_.threads}, silent);
    std::printf("opening %zu rows: %.2f s, peak %.0f MB\n", count, watch.seconds(),
                peak_megabytes());
    return features;
  }

  void fill(const FeatureCacheSettings& settings, const std::vector<LayerId>& layers,
            size_t count) const {
    const FeatureCache cache(settings);
    const size_t size = FeatureLayout(network_.graph, layers, Precision::kFloat32).row_values();
    const auto entry = cache.open(
        feature_identity(bundle_, network_.graph, layers, {}, {.threads = options_.threads}), size);
    const Stopwatch watch;
    entry->begin_writing();
    if (cache.make_room(*entry, {count, count}) != CacheRoom::kThere) {
      throw Error(ErrorCode::kInternal, "the cache has no room; give a disk with more space");
    }
    RandomStream random(1, "features");
    std::vector<float> row(size);
    for (float& value : row) value = static_cast<float>(random.uniform(0, 1));
    for (size_t i = 0; i < count; ++i) {
      row[i % size] = static_cast<float>(random.uniform(0, 1));
      entry->write(std::to_string(i), row);
    }
    entry->end_writing();
    std::printf("writing %zu rows of %zu values, %.0f MB: %.2f s\n", count, size,
                static_cast<double>(entry->bytes()) / (1 << 20), watch.seconds());
  }

  const Options& options_;
  ModelBundle bundle_;
  ClassifierGraph network_;
  TrainingSettings settings_;
  std::vector<StagePlan> plans_;
};

}  // namespace
}  // namespace myolens

int main(int argc, char** argv) {
  myolens::Options options;
  CLI::App app{"Measures time and memory of features in the cache"};
  app.add_option("folder", options.folder, "New folder for the cache")->required();
  app.add_option("--backbone", options.backbone, "The network")->capture_default_str();
  app.add_option("--vectors", options.vectors, "Pictures of the warm-up")->capture_default_str();
  app.add_option("--maps", options.maps, "Pictures at the cut")->capture_default_str();
  app.add_option("--epochs", options.epochs, "Epochs of the warm-up")->capture_default_str();
  app.add_option("--threads", options.threads, "Threads")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    myolens::Check check(options);
    check.warm_up();
    check.open_maps();
  } catch (const myolens::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
