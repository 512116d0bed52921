#include "tests/support/reference_training.h"

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

  std::vector<double> warm_up(TailPrecision precision) {
    return train({hidden_, predictions_}, {{hidden_}, {predictions_}}, kWarmUpRate, precision);
  }

  // Trains the head and the convolutions of the last block.
  std::vector<double> fine_tune(TailPrecision precision) {
    std::vector<LayerId> above{pooled_, hidden_, predictions_};
    std::vector<TrainedLayer> trained{{hidden_}, {predictions_}};
    for (LayerId id = graph_.find("conv5_block3_1_conv"); id < backbone_layers_; ++id) {
      above.push_back(id);
      if (std::holds_alternative<Conv2D>(graph_.layer(id).operation)) trained.push_back({id});
    }
    return train(above, std::move(trained), kFineTuningRate, precision);
  }

 private:
  void fill_head(const FillSettings& fill, LayerId layer, const std::string& key) {
    for (const WeightSpec& spec : graph_.layer(layer).weights) {
      weights_.set(graph_.layer(layer).name, spec.variable,
                   make_tensor(spec.shape, fill_variable(fill, key + spec.variable, spec, false)));
    }
  }

  std::vector<SampleValues> frozen_features(const std::vector<LayerId>& layers,
                                            TailPrecision precision) const {
    const Subgraph frozen = subgraph_between(graph_, {graph_.find("input_layer")}, layers);
    if (precision == TailPrecision::kFloat32) {
      return ForwardEngine(graph_, frozen, weights_, {.threads = kThreads, .batch = 8})
          .run({input_}, kLabels.size());
    }
    return make_trainable_tail(graph_, frozen, weights_, {{}, {}, kThreads, precision})
        ->forward({{input_}, kLabels.size()});
  }

  std::vector<double> train(const std::vector<LayerId>& above, std::vector<TrainedLayer> trained,
                            double rate, TailPrecision precision) {
    const Subgraph tail = part_above(graph_, above);
    const std::vector<SampleValues> live = frozen_features(tail.inputs, precision);
    const TailBatch batch{{live.begin(), live.end()}, kLabels.size()};
    const auto engine =
        make_trainable_tail(graph_, tail, weights_, {std::move(trained), {}, kThreads, precision});
    std::vector<double> losses;
    for (int step = 0; step < kSteps; ++step) {
      losses.push_back(engine->step(batch, kLabels, rate, 0).loss);
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

}  // namespace

TrainingLosses replay_training(const nlohmann::json& reference, TailPrecision precision) {
  ReplayedNetwork network({reference.at("seed"), reference.value("kernel_gain", 3.0)});
  TrainingLosses losses;
  losses.warm_up = network.warm_up(precision);
  losses.fine_tune = network.fine_tune(precision);
  return losses;
}

}  // namespace myolens
