#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <map>

#include "myolens/base/error.h"
#include "myolens/base/random.h"
#include "myolens/engine/layout.h"
#include "myolens/engine/trainable_tail.h"

namespace myolens {
namespace {

using Variables = std::map<std::string, at::Tensor>;  // of one layer, by Keras's variable name

at::Tensor to_torch(const std::string& variable, const Tensor& tensor) {
  const bool kernel = variable == "kernel" && tensor.shape.size() == 4;
  const std::vector<float> values =
      kernel ? kernel_to_oihw(tensor)
             : std::vector<float>(tensor.values.begin(), tensor.values.end());
  std::vector<int64_t> shape = tensor.shape;
  if (kernel) shape = {tensor.shape[3], tensor.shape[2], tensor.shape[0], tensor.shape[1]};
  const at::Tensor copy = at::from_blob(const_cast<float*>(values.data()), shape).clone();
  return kernel ? copy.contiguous(at::MemoryFormat::ChannelsLast) : copy;
}

Tensor from_torch(const at::Tensor& value) {
  const at::Tensor ordered =
      (value.dim() == 4 ? value.detach().permute({2, 3, 1, 0}) : value.detach())
          .to(at::kFloat)
          .contiguous();
  const float* data = ordered.const_data_ptr<float>();
  return make_tensor(ordered.sizes().vec(), std::vector<float>(data, data + ordered.numel()));
}

at::Tensor activate(const at::Tensor& x, ActivationKind kind) {
  // Softmax stays outside: the tail ends with logits.
  return kind == ActivationKind::kRelu ? at::relu(x) : x;
}

// Pads height and width with `value`; equal pads on both sides are left to the operation behind.
at::Tensor pad(const at::Tensor& x, WindowPadding vertical, WindowPadding horizontal,
               double value) {
  const bool none = vertical.before + vertical.after + horizontal.before + horizontal.after == 0;
  return none ? x
              : at::constant_pad_nd(
                    x, {horizontal.before, horizontal.after, vertical.before, vertical.after},
                    value);
}

at::Tensor pad_for_window(const at::Tensor& x, Padding padding, Extent window, Extent strides,
                          double value) {
  return pad(x, window_padding(padding, x.size(2), window.height, strides.height),
             window_padding(padding, x.size(3), window.width, strides.width), value);
}

// Batch normalisation in inference mode, as Keras computes it: x * scale + shift.
Variables frozen_norm(const Variables& variables, double epsilon) {
  const at::Tensor scale =
      variables.at("gamma") * at::rsqrt(variables.at("moving_variance") + epsilon);
  const at::Tensor shift = variables.at("beta") - variables.at("moving_mean") * scale;
  return {{"scale", scale.view({1, -1, 1, 1})}, {"shift", shift.view({1, -1, 1, 1})}};
}

// libtorch's errors carry a stack trace; nothing of it may reach a user.
template <typename Work>
auto guarded(const Work& work) {
  try {
    return work();
  } catch (const c10::Error& error) {
    throw Error(ErrorCode::kInternal, std::string("libtorch: ") + error.what_without_backtrace());
  }
}

// Computes single layers on batch x channels x height x width tensors. `random` is set in training
// only.
struct LayerRunner {
  const Layer& layer;
  const Variables& variables;
  const std::vector<at::Tensor>& in;
  RandomStream* random;

  at::Tensor operator()(const InputLayer&) const {
    throw Error(ErrorCode::kInternal, "the input layer " + layer.name + " is not computed");
  }
  at::Tensor operator()(const ZeroPadding2D& p) const {
    return pad(in[0], {p.top, p.bottom}, {p.left, p.right}, 0.0);
  }
  at::Tensor operator()(const Conv2D& conv) const {
    const at::Tensor x = pad_for_window(in[0], conv.padding, conv.kernel_size, conv.strides, 0.0);
    const at::Tensor bias = conv.use_bias ? variables.at("bias") : at::Tensor();
    return activate(
        at::conv2d(x, variables.at("kernel"), bias, {conv.strides.height, conv.strides.width}),
        conv.activation);
  }
  at::Tensor operator()(const BatchNormalization&) const {
    return at::addcmul(variables.at("shift"), in[0], variables.at("scale"));
  }
  at::Tensor operator()(const Activation& activation) const {
    return activate(in[0], activation.kind);
  }
  at::Tensor operator()(const MaxPooling2D& pool) const {
    const at::Tensor x =
        pad_for_window(in[0], pool.padding, pool.pool_size, pool.strides, -INFINITY);
    return at::max_pool2d(x, {pool.pool_size.height, pool.pool_size.width},
                          {pool.strides.height, pool.strides.width});
  }
  at::Tensor operator()(const Add&) const {
    at::Tensor sum = in[0];
    for (size_t i = 1; i < in.size(); ++i) sum = at::add(sum, in[i]);
    return sum;
  }
  at::Tensor operator()(const GlobalAveragePooling2D&) const { return at::mean(in[0], {2, 3}); }
  at::Tensor operator()(const Dense& dense) const {
    return activate(at::addmm(variables.at("bias"), in[0], variables.at("kernel")),
                    dense.activation);
  }
  at::Tensor operator()(const Dropout& dropout) const {
    if (!random || dropout.rate <= 0.0) return in[0];
    // Masks come from our own stream: at::dropout takes no generator.
    at::Tensor mask = at::empty(in[0].sizes());
    float* values = mask.mutable_data_ptr<float>();
    const auto kept = static_cast<float>(1.0 / (1.0 - dropout.rate));
    for (int64_t i = 0; i < mask.numel(); ++i)
      values[i] = random->chance(dropout.rate) ? 0.0f : kept;
    return at::mul(in[0], mask.to(in[0].scalar_type()));
  }
};

struct AdamSlot {
  at::Tensor value;
  at::Tensor first_moment;
  at::Tensor second_moment;
  double rate_factor;
};

class TorchTail final : public TrainableTail {
 public:
  TorchTail(const Graph& graph, const Subgraph& tail, const WeightSet& weights,
            const TailOptions& options)
      : graph_(graph),
        tail_(tail),
        options_(options),
        type_(options.precision == TailPrecision::kFloat64 ? at::kDouble : at::kFloat) {
    check_trained_layers();
    at::set_num_threads(options.threads);
    for (const LayerId id : tail.layers) {
      const Layer& layer = graph.layer(id);
      Variables variables;
      for (const WeightSpec& spec : layer.weights) {
        variables[spec.variable] =
            to_torch(spec.variable, weights.at(layer.name, spec.variable)).to(type_);
      }
      const auto* norm = std::get_if<BatchNormalization>(&layer.operation);
      if (!variables.empty())
        variables_[id] = norm ? frozen_norm(variables, norm->epsilon) : variables;
    }
    for (const TrainedLayer& trained : options.trained) {
      for (auto& [name, value] : variables_[trained.layer]) {
        value.requires_grad_(true);
        slots_.push_back(
            {value, at::zeros_like(value), at::zeros_like(value), trained.rate_factor});
      }
    }
  }

  StepResult step(const TailBatch& batch, std::span<const int> labels, double learning_rate,
                  uint64_t dropout_seed) override {
    check_batch(batch);
    check_labels(batch, labels);
    return guarded([&] {
      RandomStream random(dropout_seed, "dropout");
      const at::Tensor target = at::tensor(std::vector<int64_t>(labels.begin(), labels.end()));
      const at::Tensor logits = run(batch, &random).at(0);
      const at::Tensor loss = at::cross_entropy_loss(logits, target);
      loss.backward();
      apply_adam(learning_rate);
      const at::Tensor correct = at::eq(at::argmax(logits.detach(), 1), target).sum();
      return StepResult{loss.item<double>(), static_cast<size_t>(correct.item<int64_t>())};
    });
  }

  std::vector<std::vector<float>> forward(const TailBatch& batch) override {
    check_batch(batch);
    return guarded([&] {
      const c10::NoGradGuard no_gradient;
      std::vector<std::vector<float>> outputs;
      for (const at::Tensor& value : run(batch, nullptr)) {
        const at::Tensor samples_first = value.dim() == 4 ? value.permute({0, 2, 3, 1}) : value;
        const at::Tensor ordered = samples_first.to(at::kFloat).contiguous();
        const float* data = ordered.const_data_ptr<float>();
        outputs.emplace_back(data, data + ordered.numel());
      }
      return outputs;
    });
  }

  WeightSet trained_weights() const override {
    WeightSet weights;
    for (const TrainedLayer& trained : options_.trained) {
      for (const auto& [name, value] : variables_.at(trained.layer)) {
        weights.set(graph_.layer(trained.layer).name, name, from_torch(value));
      }
    }
    return weights;
  }

 private:
  // A layer that is not computed here would silently stay as it is.
  void check_trained_layers() const {
    for (const TrainedLayer& trained : options_.trained) {
      const Layer& layer = graph_.layer(trained.layer);
      if (std::ranges::find(tail_.layers, trained.layer) == tail_.layers.end() ||
          std::holds_alternative<BatchNormalization>(layer.operation)) {
        throw Error(ErrorCode::kInvalidArgument,
                    "layer " + layer.name +
                        " cannot be trained here: it lies outside of the tail, or is batch "
                        "normalisation");
      }
    }
  }

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
    const int64_t classes = graph_.layer(tail_.outputs.at(0)).output.back();
    const bool known =
        std::ranges::all_of(labels, [&](int label) { return label >= 0 && label < classes; });
    if (labels.size() != batch.samples || !known) {
      throw Error(ErrorCode::kInvalidArgument, std::to_string(batch.samples) +
                                                   " labels from 0 to " +
                                                   std::to_string(classes - 1) + " expected, " +
                                                   std::to_string(labels.size()) + " given");
    }
  }

  std::vector<at::Tensor> run(const TailBatch& batch, RandomStream* random) {
    std::map<LayerId, at::Tensor> values;
    for (size_t i = 0; i < tail_.inputs.size(); ++i) {
      std::vector<int64_t> shape{static_cast<int64_t>(batch.samples)};
      const Shape& sample = graph_.layer(tail_.inputs[i]).output;
      shape.insert(shape.end(), sample.begin(), sample.end());
      at::Tensor value = at::from_blob(const_cast<float*>(batch.inputs[i].data()), shape).to(type_);
      if (sample.size() == 3)
        value = value.permute({0, 3, 1, 2});  // channels-last memory, without a copy
      values[tail_.inputs[i]] = value;
    }
    static const Variables kNone;
    for (const LayerId id : tail_.layers) {
      const Layer& layer = graph_.layer(id);
      std::vector<at::Tensor> inputs;
      for (const LayerId input : layer.inputs) inputs.push_back(values.at(input));
      const auto variables = variables_.find(id);
      values[id] =
          std::visit(LayerRunner{layer, variables == variables_.end() ? kNone : variables->second,
                                 inputs, random},
                     layer.operation);
    }
    std::vector<at::Tensor> outputs;
    for (const LayerId id : tail_.outputs) outputs.push_back(values.at(id));
    return outputs;
  }

  void apply_adam(double learning_rate) {
    const c10::NoGradGuard no_gradient;
    const AdamSettings& adam = options_.adam;
    ++steps_;
    const double correction =
        std::sqrt(1.0 - std::pow(adam.beta2, steps_)) / (1.0 - std::pow(adam.beta1, steps_));
    for (AdamSlot& slot : slots_) {
      const at::Tensor& gradient = slot.value.grad();
      slot.first_moment.mul_(adam.beta1).add_(gradient, 1.0 - adam.beta1);
      slot.second_moment.mul_(adam.beta2).addcmul_(gradient, gradient, 1.0 - adam.beta2);
      slot.value.addcdiv_(slot.first_moment, slot.second_moment.sqrt().add_(adam.epsilon),
                          -learning_rate * slot.rate_factor * correction);
      slot.value.mutable_grad().reset();
    }
  }

  const Graph graph_;
  const Subgraph tail_;
  const TailOptions options_;
  const at::ScalarType type_;
  std::map<LayerId, Variables> variables_;
  std::vector<AdamSlot> slots_;
  int64_t steps_ = 0;
};

}  // namespace

extern "C" TrainableTail* myolens_make_trainable_tail(const Graph& graph, const Subgraph& tail,
                                                      const WeightSet& weights,
                                                      const TailOptions& options) {
  return guarded(
      [&] { return std::make_unique<TorchTail>(graph, tail, weights, options).release(); });
}

}  // namespace myolens
