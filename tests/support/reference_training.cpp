#include "tests/support/reference_training.h"

#include <cmath>
#include <numeric>

#include "myolens/backbones/catalogue.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/softmax.h"
#include "tests/support/reference_fill.h"

namespace myolens {
namespace {

constexpr int kInputSize = 96;
constexpr int kSteps = 10;
constexpr int kThreads = 2;
constexpr double kWarmUpRate = 1e-3;
constexpr double kFineTuningRate = 1e-4;
constexpr double kAllLayersRate = 1e-5;
constexpr int kAllLayersSteps = 3;
const std::vector<int> kLabels{0, 1, 0, 1, 1, 0, 0, 1};

// ResNet50V2 without top and the small head of the reference, filled.
class ReplayedNetwork {
 public:
  explicit ReplayedNetwork(const FillSettings& fill)
      : graph_(build_backbone(find_backbone("ResNet50V2"), {.input_size = kInputSize})),
        backbone_layers_(graph_.size()),
        weights_(filled_weights(graph_, fill)),
        input_(filled_input(fill.seed, kLabels.size(), kInputSize)) {
    pooled_ = graph_.add("pooled", GlobalAveragePooling2D{}, graph_.output());
    hidden_ = graph_.add("hidden", Dense{16, ActivationKind::kRelu}, pooled_);
    predictions_ = graph_.add("predictions", Dense{2, ActivationKind::kSoftmax}, hidden_);
    fill_head(fill, hidden_, "head/0/");
    fill_head(fill, predictions_, "head/1/");
  }

  std::vector<double> warm_up(Precision precision) {
    return train({hidden_, predictions_}, {{hidden_}, {predictions_}}, {kWarmUpRate, kSteps},
                 precision);
  }

  // Trains the head and the convolutions of the last block.
  std::vector<double> fine_tune(Precision precision) {
    std::vector<LayerId> above{pooled_, hidden_, predictions_};
    std::vector<TrainedLayer> trained{{hidden_}, {predictions_}};
    for (LayerId id = graph_.find("conv5_block3_1_conv"); id < backbone_layers_; ++id) {
      above.push_back(id);
      if (std::holds_alternative<Conv2D>(graph_.layer(id).operation)) trained.push_back({id});
    }
    return train(above, std::move(trained), {kFineTuningRate, kSteps}, precision);
  }

  std::vector<double> train_all_layers(Precision precision) {
    std::vector<TrainedLayer> trained;
    for (const LayerId id : all_layers()) trained.push_back({id});
    return train(all_layers(), std::move(trained), {kAllLayersRate, kAllLayersSteps}, precision);
  }

  const WeightSet& weights() const { return weights_; }

 private:
  void fill_head(const FillSettings& fill, LayerId layer, const std::string& key) {
    for (const WeightSpec& spec : graph_.layer(layer).weights) {
      weights_.set(graph_.layer(layer).name, spec.variable,
                   make_tensor(spec.shape, fill_variable(fill, key + spec.variable,
                                                         graph_.layer(layer), spec)));
    }
  }

  std::vector<LayerId> all_layers() const {
    std::vector<LayerId> layers = graph_.keras_order();
    std::erase(layers, graph_.find("input_layer"));
    return layers;
  }

  std::vector<SampleValues> frozen_features(const std::vector<LayerId>& layers) const {
    if (layers == std::vector<LayerId>{graph_.find("input_layer")}) return {input_};
    const Subgraph frozen = subgraph_between(graph_, {graph_.find("input_layer")}, layers);
    return ForwardEngine(graph_, frozen, weights_, {.threads = kThreads, .batch = 8})
        .run({input_}, kLabels.size());
  }

  struct Steps {
    double rate = 0;
    int count = 0;
  };

  // Losses before every step and, in inference mode, after the last.
  std::vector<double> train(const std::vector<LayerId>& above, std::vector<TrainedLayer> trained,
                            Steps steps, Precision precision) {
    const Subgraph tail =
        part_above(graph_, precision == Precision::kFloat32 ? above : all_layers());
    const std::vector<SampleValues> live = frozen_features(tail.inputs);
    const TailBatch batch{{live.begin(), live.end()}, kLabels.size()};
    const auto engine =
        make_trainable_tail(graph_, tail, weights_, {std::move(trained), {}, kThreads, precision});
    std::vector<double> losses;
    for (int step = 0; step < steps.count; ++step) {
      losses.push_back(engine->step(batch, kLabels, steps.rate, 0).loss);
    }
    losses.push_back(mean_cross_entropy(engine->forward(batch)[0], kLabels, 2));
    weights_.update(engine->trained_weights());
    return losses;
  }

  Graph graph_;
  size_t backbone_layers_;
  WeightSet weights_;
  std::vector<float> input_;
  LayerId pooled_ = 0;
  LayerId hidden_ = 0;
  LayerId predictions_ = 0;
};

double mean_absolute_difference(const Tensor& a, const Tensor& b) {
  double sum = 0.0;
  for (size_t i = 0; i < a.values.size(); ++i) sum += std::abs(double{a.values[i]} - b.values[i]);
  return sum / static_cast<double>(a.values.size());
}

double mean(const Tensor& tensor) {
  return std::accumulate(tensor.values.begin(), tensor.values.end(), 0.0) /
         static_cast<double>(tensor.values.size());
}

// Infinity when the sizes differ or a value is not a number.
double largest_difference(const std::vector<double>& ours, const std::vector<double>& expected) {
  if (ours.size() != expected.size()) return INFINITY;
  double largest = 0.0;
  for (size_t i = 0; i < ours.size(); ++i) {
    const double difference = std::abs(ours[i] - expected[i]);
    largest = std::isfinite(difference) ? std::fmax(largest, difference) : INFINITY;
  }
  return largest;
}

}  // namespace

TrainingReplay replay_training(const nlohmann::json& reference, Precision precision) {
  const FillSettings fill{reference.at("seed"), reference.value("kernel_gain", 3.0)};
  TrainingReplay replay;
  {
    ReplayedNetwork network(fill);
    replay.warm_up = network.warm_up(precision);
    const WeightSet before = network.weights();
    replay.fine_tune = network.fine_tune(precision);
    for (const auto& [layer, change] : reference.at("mean_abs_kernel_change").items()) {
      replay.mean_absolute_kernel_change[layer] = mean_absolute_difference(
          network.weights().at(layer, "kernel"), before.at(layer, "kernel"));
    }
  }
  ReplayedNetwork network(fill);
  replay.all_layers = network.train_all_layers(precision);
  replay.all_layers_inference_loss = replay.all_layers.back();
  replay.all_layers.pop_back();
  for (const auto& [layer, statistics] : reference.at("all_layers").at("running").items()) {
    for (const auto& [variable, value] : statistics.items())
      replay.running_means[layer + "/" + variable] = mean(network.weights().at(layer, variable));
  }
  return replay;
}

TrainingDifferences training_differences(const TrainingReplay& replay,
                                         const nlohmann::json& reference) {
  const auto& all_layers = reference.at("all_layers");
  TrainingDifferences result;
  result.warm_up = largest_difference(replay.warm_up, reference.at("warm_up"));
  result.fine_tune = largest_difference(replay.fine_tune, reference.at("fine_tune"));
  for (const auto& [layer, change] : reference.at("mean_abs_kernel_change").items()) {
    const double expected = change;
    const double ours = replay.mean_absolute_kernel_change.at(layer);
    result.kernel_change = std::fmax(result.kernel_change, std::abs(ours - expected) / expected);
  }
  result.all_layers =
      std::fmax(largest_difference(replay.all_layers, all_layers.at("losses")),
                largest_difference({replay.all_layers_inference_loss},
                                   {all_layers.at("loss_in_inference_mode").get<double>()}));
  for (const auto& [layer, statistics] : all_layers.at("running").items()) {
    for (const auto& [variable, value] : statistics.items()) {
      result.running_means =
          std::fmax(result.running_means,
                    largest_difference({replay.running_means.at(layer + "/" + variable)},
                                       {value.get<double>()}));
    }
  }
  return result;
}

}  // namespace myolens
