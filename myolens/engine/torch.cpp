#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <map>
#include <torch/headeronly/version.h>

#include "myolens/base/error.h"
#include "myolens/base/random.h"
#include "myolens/engine/torch_fusion.h"
#include "myolens/engine/torch_loss.h"
#include "myolens/engine/torch_memory.h"
#include "myolens/engine/torch_optimiser.h"
#include "myolens/engine/trainable_tail.h"

namespace myolens {
namespace {

// libtorch's errors carry a stack trace; nothing of it may reach a user.
template <typename Work>
auto guarded(const Work& work) {
  try {
    return work();
  } catch (const c10::Error& error) {
    throw Error(ErrorCode::kInternal, std::string("libtorch: ") + error.what_without_backtrace());
  }
}

class TorchTail final : public TrainableTail {
 public:
  TorchTail(const Graph& graph, const Subgraph& tail, const WeightSet& weights,
            const TailOptions& options)
      : graph_(graph),
        tail_(tail),
        options_(options),
        type_(options.precision == Precision::kFloat64 ? at::kDouble : at::kFloat),
        map_type_(options.precision == Precision::kBfloat16 ? at::kBFloat16 : type_),
        optimiser_(options.optimiser) {
    check_trained_layers();
    check_class_weights();
    for (const LayerId id : tail.layers) {
      const bool trained =
          std::ranges::find(options.trained, id, &TrainedLayer::layer) != options.trained.end();
      variables_[id] = make_variables(graph.layer(id), weights, type_, trained);
    }
    fusion_ = fuse(graph_, tail_, variables_);
    for (const TrainedLayer& trained : options.trained) {
      for (auto& [name, value] : variables_[trained.layer]) {
        if (!has_gradient(name)) continue;
        value.requires_grad_(true);
        const bool penalised = name.ends_with("kernel");
        optimiser_.add(value, trained.rate_factor, penalised ? trained.l2 : 0.0);
        optimised_.push_back({trained.layer, name});
      }
    }
  }

  StepResult step(const TailBatch& batch, std::span<const int> labels, double learning_rate,
                  uint64_t dropout_seed) override {
    check_batch(batch);
    check_labels(batch, labels);
    return guarded([&] {
      use_own_threads();
      RandomStream random(dropout_seed, "dropout");
      const at::Tensor target = at::tensor(std::vector<int64_t>(labels.begin(), labels.end()));
      const at::Tensor logits = run(input_values(batch), &random).at(0);
      const at::Tensor loss = training_loss(logits, target, options_.loss);
      const double penalty = optimiser_.penalty();
      loss.backward();
      optimiser_.step(learning_rate);
      const at::Tensor correct = at::eq(at::argmax(logits.detach(), 1), target).sum();
      return StepResult{loss.item<double>() + penalty,
                        static_cast<size_t>(correct.item<int64_t>())};
    });
  }

  std::vector<std::vector<float>> forward(const TailBatch& batch) override {
    check_batch(batch);
    return guarded([&] {
      use_own_threads();
      const c10::NoGradGuard no_gradient;
      std::vector<std::vector<float>> outputs;
      for (const at::Tensor& value : run(input_values(batch), nullptr))
        outputs.push_back(channels_last_values(value));
      return outputs;
    });
  }

  std::vector<std::vector<float>> input_gradient(const TailBatch& batch,
                                                 std::span<const double> logit_weights) override {
    check_batch(batch);
    check_logit_weights(logit_weights);
    return guarded([&] {
      use_own_threads();
      const std::vector<at::Tensor> inputs = input_values(batch);
      for (const at::Tensor& input : inputs) input.requires_grad_(true);
      const at::Tensor logits = run(inputs, nullptr).at(0);
      const at::Tensor weights =
          at::tensor(std::vector<double>(logit_weights.begin(), logit_weights.end())).to(type_);
      // Into the inputs only: what trained variables hold belongs to the next step.
      at::mv(logits, weights).sum().backward({}, {}, false, inputs);
      std::vector<std::vector<float>> gradients;
      for (const at::Tensor& input : inputs) {
        const at::Tensor& gradient = input.grad();
        gradients.push_back(
            channels_last_values(gradient.defined() ? gradient : at::zeros_like(input)));
      }
      return gradients;
    });
  }

  WeightSet trained_weights() const override {
    WeightSet weights;
    for (const TrainedLayer& trained : options_.trained) {
      const Layer& layer = graph_.layer(trained.layer);
      for (const auto& [name, value] : variables_.at(trained.layer)) {
        weights.set(layer.name, name, variable_to_keras(layer, name, value));
      }
    }
    return weights;
  }

  TailState state() const override {
    return guarded([&] {
      TailState state{{}, {}, optimiser_.steps()};
      for (const TrainedLayer& trained : options_.trained) {
        for (const auto& [name, value] : variables_.at(trained.layer))
          state.weights.set(layer_name(trained.layer), name, view_of(value));
      }
      for_moments(
          [&](const Optimised& variable, const std::string& moment, const at::Tensor& value) {
            state.moments.set(layer_name(variable.layer), moment, view_of(value));
          });
      return state;
    });
  }

  void restore(const TailState& state) override {
    guarded([&] {
      const c10::NoGradGuard no_gradient;
      for (const TrainedLayer& trained : options_.trained) {
        for (const auto& [name, value] : variables_.at(trained.layer))
          overwrite(value, layer_name(trained.layer), name, state.weights);
      }
      for_moments(
          [&](const Optimised& variable, const std::string& moment, const at::Tensor& value) {
            overwrite(value, layer_name(variable.layer), moment, state.moments);
          });
      optimiser_.set_steps(state.steps);
    });
  }

 private:
  struct Optimised {
    LayerId layer;
    std::string name;
  };

  const std::string& layer_name(LayerId id) const { return graph_.layer(id).name; }

  template <typename Visit>
  void for_moments(const Visit& visit) const {
    for (size_t i = 0; i < optimised_.size(); ++i) {
      const TorchOptimiser::Slot& slot = optimiser_.slots()[i];
      visit(optimised_[i], optimised_[i].name + "/first_moment", slot.first_moment);
      if (slot.second_moment.defined())
        visit(optimised_[i], optimised_[i].name + "/second_moment", slot.second_moment);
    }
  }

  // Dimensions in the order of the memory, where kernels have their input channels last.
  static at::Tensor in_memory_order(const at::Tensor& value) {
    return value.dim() == 4 ? value.permute({0, 2, 3, 1}) : value;
  }

  static Tensor view_of(const at::Tensor& value) {
    const auto ordered = std::make_shared<const at::Tensor>(
        in_memory_order(value.detach()).to(at::kFloat).contiguous());
    return {ordered->sizes().vec(),
            {ordered->const_data_ptr<float>(), static_cast<size_t>(ordered->numel())},
            ordered};
  }

  static void overwrite(const at::Tensor& value, const std::string& layer, const std::string& name,
                        const WeightSet& saved) {
    const Tensor& tensor = saved.at(layer, name);
    const at::Tensor target = in_memory_order(value);
    if (target.sizes() != at::IntArrayRef(tensor.shape)) {
      throw Error(ErrorCode::kBadData,
                  layer + "/" + name + " in the saved state has another shape than the network");
    }
    target.copy_(at::from_blob(const_cast<float*>(tensor.values.data()), tensor.shape));
    tensor.release();
  }

  // libtorch keeps the number for each calling thread, and a tail may be called by several, one
  // after the other.
  void use_own_threads() const {
    if (at::get_num_threads() != options_.threads) at::set_num_threads(options_.threads);
  }

  // A layer that is not computed here would silently stay as it is.
  void check_trained_layers() const {
    for (const TrainedLayer& trained : options_.trained) {
      if (std::ranges::find(tail_.layers, trained.layer) == tail_.layers.end()) {
        throw Error(ErrorCode::kInvalidArgument,
                    "layer " + graph_.layer(trained.layer).name +
                        " cannot be trained here: it lies outside of the tail");
      }
    }
  }

  void check_class_weights() const {
    const size_t given = options_.loss.class_weights.size();
    if (given != 0 && given != static_cast<size_t>(classes())) {
      throw Error(ErrorCode::kInvalidArgument, std::to_string(classes()) +
                                                   " class weights expected, " +
                                                   std::to_string(given) + " given");
    }
  }

  int64_t classes() const { return graph_.layer(tail_.outputs.at(0)).output.back(); }

  void check_batch(const TailBatch& batch) const {
    bool fits = batch.inputs.size() == tail_.inputs.size();
    for (size_t i = 0; fits && i < batch.inputs.size(); ++i) {
      const auto size = static_cast<size_t>(element_count(graph_.layer(tail_.inputs[i]).output));
      fits = batch.inputs[i].size() == batch.samples * size;
    }
    if (!fits) {
      throw Error(ErrorCode::kInvalidArgument,
                  "a batch of " + std::to_string(batch.samples) +
                      " samples does not fit the shapes of the tail's inputs");
    }
  }

  void check_labels(const TailBatch& batch, std::span<const int> labels) const {
    const bool known =
        std::ranges::all_of(labels, [&](int label) { return label >= 0 && label < classes(); });
    if (labels.size() != batch.samples || !known) {
      throw Error(ErrorCode::kInvalidArgument, std::to_string(batch.samples) +
                                                   " labels from 0 to " +
                                                   std::to_string(classes() - 1) + " expected, " +
                                                   std::to_string(labels.size()) + " given");
    }
  }

  void check_logit_weights(std::span<const double> weights) const {
    const Shape& logits = graph_.layer(tail_.outputs.at(0)).output;
    if (logits.size() != 1 || weights.size() != static_cast<size_t>(logits[0])) {
      throw Error(ErrorCode::kInvalidArgument, std::to_string(weights.size()) +
                                                   " weights given for the logits of a layer of " +
                                                   to_string(logits));
    }
  }

  static std::vector<float> channels_last_values(const at::Tensor& value) {
    const at::Tensor samples_first = value.dim() == 4 ? value.permute({0, 2, 3, 1}) : value;
    const at::Tensor ordered = samples_first.to(at::kFloat).contiguous();
    const float* data = ordered.const_data_ptr<float>();
    return {data, data + ordered.numel()};
  }

  std::vector<at::Tensor> input_values(const TailBatch& batch) const {
    std::vector<at::Tensor> values;
    for (size_t i = 0; i < tail_.inputs.size(); ++i) {
      std::vector<int64_t> shape{static_cast<int64_t>(batch.samples)};
      const Shape& sample = graph_.layer(tail_.inputs[i]).output;
      shape.insert(shape.end(), sample.begin(), sample.end());
      at::Tensor value = at::from_blob(const_cast<float*>(batch.inputs[i].data()), shape)
                             .to(sample.size() == 3 ? map_type_ : type_);
      if (sample.size() == 3)
        value = value.permute({0, 3, 1, 2});  // channels-last memory, without a copy
      values.push_back(value);
    }
    return values;
  }

  std::vector<at::Tensor> run(const std::vector<at::Tensor>& inputs, RandomStream* random) {
    std::map<LayerId, at::Tensor> values;
    for (size_t i = 0; i < tail_.inputs.size(); ++i) values[tail_.inputs[i]] = inputs[i];
    for (const LayerId id : tail_.layers) {
      if (!values.contains(id)) run_into(values, id, random);  // else it came with a convolution
      const auto done = fusion_.last_read.find(id);
      if (done == fusion_.last_read.end()) continue;
      for (const LayerId value : done->second) values.erase(value);
    }
    std::vector<at::Tensor> outputs;
    for (const LayerId id : tail_.outputs) outputs.push_back(values.at(id));
    return outputs;
  }

  void run_into(std::map<LayerId, at::Tensor>& values, LayerId id, RandomStream* random) {
    const Layer& layer = graph_.layer(id);
    std::vector<at::Tensor> given;
    for (const LayerId input : layer.inputs) given.push_back(values.at(input));
    if (fusion_.paddings.contains(id)) {
      values[id] = given.at(0);
      return;
    }
    const auto found = fusion_.contexts.find(id);
    LayerContext context = found == fusion_.contexts.end() ? LayerContext{} : found->second;
    const auto uses_batch = [&](LayerId norm) {
      return random && uses_batch_statistics(variables_.at(norm));
    };
    const auto relu = fusion_.relu_of_norm.find(id);
    const auto norm = fusion_.norm_of_convolution.find(id);
    if (relu != fusion_.relu_of_norm.end() && uses_batch(id)) {
      context.relu_behind = true;
      values[relu->second] = run_layer(layer, variables_.at(id), given, random, context);
    } else if (norm != fusion_.norm_of_convolution.end() && !uses_batch(norm->second)) {
      const LayerVariables joined = with_folded_norm(variables_.at(id), graph_.layer(norm->second),
                                                     variables_.at(norm->second));
      values[norm->second] = run_layer(layer, joined, given, random, context);
    } else {
      values[id] = run_layer(layer, variables_.at(id), given, random, context);
    }
  }

  const TorchMemoryUse memory_;  // outlives the tensors below
  const Graph graph_;
  const Subgraph tail_;
  const TailOptions options_;
  const at::ScalarType type_;      // of variables and vectors
  const at::ScalarType map_type_;  // of feature maps
  std::map<LayerId, LayerVariables> variables_;
  Fusion fusion_;
  TorchOptimiser optimiser_;
  std::vector<Optimised> optimised_;  // as the optimiser's slots
};

}  // namespace

extern "C" TrainableTail* myolens_make_trainable_tail(const Graph& graph, const Subgraph& tail,
                                                      const WeightSet& weights,
                                                      const TailOptions& options) {
  return guarded(
      [&] { return std::make_unique<TorchTail>(graph, tail, weights, options).release(); });
}

extern "C" const char* myolens_training_engine_name() { return "libtorch " TORCH_VERSION; }

}  // namespace myolens
