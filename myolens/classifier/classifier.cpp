#include "myolens/classifier/classifier.h"

#include <algorithm>
#include <cmath>

#include "myolens/base/error.h"
#include "myolens/classifier/network_input.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/softmax.h"

namespace myolens {
namespace {

ForwardEngine make_engine(const ModelBundle& bundle, const ClassifierGraph& network,
                          const ForwardOptions& options) {
  const Graph& graph = network.graph;
  const Subgraph whole =
      subgraph_between(graph, network.inputs(), {graph.output(), network.head.features});
  return ForwardEngine(graph, whole, bundle.weights, options);
}

void check_clinical(const ClinicalEncoding& encoding, size_t given, size_t maps) {
  const size_t expected = maps * encoding.width();
  if (given == expected) return;
  throw Error(ErrorCode::kInvalidArgument, "the model reads " + std::to_string(expected) +
                                               " clinical values with " + std::to_string(maps) +
                                               (maps == 1 ? " map" : " maps") + ", and " +
                                               std::to_string(given) + " are given");
}

}  // namespace

// Engines are made when first needed: compiling one costs as much as some pictures.
struct Classifier::Impl {
  ModelBundle bundle;
  ClassifierGraph network;
  int threads;
  Precision precision;
  std::unique_ptr<ForwardEngine> single{};  // all threads on one picture
  std::unique_ptr<ForwardEngine> many{};    // a picture per thread

  ForwardEngine& engine_for(size_t pictures) {
    if (many || pictures > 1) return made(many, threads);
    return made(single, 1);
  }

  ForwardEngine& made(std::unique_ptr<ForwardEngine>& engine, int streams) {
    if (!engine) {
      const ForwardOptions options{
          .threads = threads, .batch = 1, .streams = streams, .precision = precision};
      engine = std::make_unique<ForwardEngine>(make_engine(bundle, network, options));
    }
    return *engine;
  }
};

Classifier::Classifier(ModelBundle bundle, int threads, Precision precision) {
  ClassifierGraph network = build_classifier_graph(bundle);
  impl_ = std::make_unique<Impl>(Impl{std::move(bundle), std::move(network), threads, precision});
}

Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;

const ModelBundle& Classifier::bundle() const { return impl_->bundle; }
const ClassifierGraph& Classifier::network() const { return impl_->network; }

void Classifier::make_ready(size_t pictures) {
  if (pictures > 0) impl_->engine_for(pictures);
}

Prediction Classifier::predict(const Picture& map, std::span<const float> clinical) {
  return predict(std::span(&map, 1), clinical)[0];
}

std::vector<Prediction> Classifier::predict(std::span<const Picture> maps,
                                            std::span<const float> clinical) {
  check_clinical(impl_->bundle.clinical, clinical.size(), maps.size());
  if (maps.empty()) return {};
  std::vector<float> input;
  for (const Picture& map : maps) {
    const auto values = network_input(map, impl_->bundle.input_size, impl_->bundle.preprocessing);
    input.insert(input.end(), values.begin(), values.end());
  }
  std::vector<std::span<const float>> inputs{input};
  if (!impl_->bundle.clinical.empty()) inputs.push_back(clinical);
  auto outputs = impl_->engine_for(maps.size()).run(inputs, maps.size());
  const std::vector<float> logits = outputs[0];
  for (float& logit : outputs[0]) logit = static_cast<float>(logit / impl_->bundle.temperature);
  const std::vector<float> probabilities = softmax_rows(outputs[0], impl_->bundle.labels.size());
  const size_t feature_count = outputs[1].size() / maps.size();
  std::vector<Prediction> predictions(maps.size());
  for (size_t i = 0; i < maps.size(); ++i) {
    Prediction& prediction = predictions[i];
    prediction.logit = double{logits[2 * i]} - double{logits[2 * i + 1]};
    prediction.probability = probabilities[i * impl_->bundle.labels.size()];
    if (!std::isfinite(prediction.probability)) {
      throw Error(
          ErrorCode::kBadData,
          "the model gives no number for a picture: its weights are not sound; train again");
    }
    prediction.positive = prediction.probability >= impl_->bundle.threshold;
    const auto first = outputs[1].begin() + static_cast<std::ptrdiff_t>(i * feature_count);
    prediction.features.assign(first, first + static_cast<std::ptrdiff_t>(feature_count));
  }
  return predictions;
}

}  // namespace myolens
