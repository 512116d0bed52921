#include <algorithm>
#include <openvino/core/model.hpp>
#include <openvino/openvino.hpp>
#include <openvino/opsets/opset8.hpp>

#include "myolens/base/error.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/layout.h"

namespace myolens {
namespace {

namespace op = ov::opset8;
using Node = ov::Output<ov::Node>;

Node constant(const ov::Shape& shape, std::span<const float> values) {
  return op::Constant::create(ov::element::f32, shape,
                              std::vector<float>(values.begin(), values.end()));
}

Node integers(const std::vector<int64_t>& values) {
  return op::Constant::create(ov::element::i64, {values.size()}, values);
}

Node per_channel(std::span<const float> values) {
  return constant({1, values.size(), 1, 1}, values);
}

ov::Strides strides_of(Extent extent) {
  return {static_cast<size_t>(extent.height), static_cast<size_t>(extent.width)};
}

struct WindowPads {
  WindowPadding vertical;
  WindowPadding horizontal;
};

WindowPads window_pads(Padding padding, const Shape& in, Extent window, Extent strides) {
  return {window_padding(padding, in[0], window.height, strides.height),
          window_padding(padding, in[1], window.width, strides.width)};
}

Node activate(const Node& x, ActivationKind kind) {
  // Softmax stays outside: see SampleValues.
  return kind == ActivationKind::kRelu ? std::make_shared<op::Relu>(x)->output(0) : x;
}

// Turns layers into OpenVINO nodes; feature maps are batch x channels x height x width inside.
class ModelBuilder {
 public:
  ModelBuilder(const Graph& graph, const WeightSet& weights) : graph_(graph), weights_(weights) {}

  std::shared_ptr<ov::Model> build(const Subgraph& part, size_t batch) {
    ov::ParameterVector parameters;
    for (const LayerId id : part.inputs) {
      const Shape& shape = graph_.layer(id).output;
      ov::Shape dimensions{batch};
      dimensions.insert(dimensions.end(), shape.begin(), shape.end());
      parameters.push_back(std::make_shared<op::Parameter>(ov::element::f32, dimensions));
      nodes_[id] = transposed(parameters.back(), shape, {0, 3, 1, 2});
    }
    for (const LayerId id : part.layers) nodes_[id] = add(graph_.layer(id));
    ov::ResultVector results;
    for (const LayerId id : part.outputs) {
      const Node last = transposed(nodes_.at(id), graph_.layer(id).output, {0, 2, 3, 1});
      results.push_back(std::make_shared<op::Result>(last));
    }
    return std::make_shared<ov::Model>(results, parameters);
  }

 private:
  static Node transposed(const Node& x, const Shape& shape, const std::vector<int64_t>& order) {
    return shape.size() == 3 ? std::make_shared<op::Transpose>(x, integers(order))->output(0) : x;
  }

  std::span<const float> weight(const Layer& layer, std::string_view variable) const {
    return weights_.at(layer.name, variable).values;
  }

  const Shape& input_shape(const Layer& layer) const {
    return graph_.layer(layer.inputs[0]).output;
  }

  Node add(const Layer& layer) {
    std::vector<Node> inputs;
    for (const LayerId id : layer.inputs) inputs.push_back(nodes_.at(id));
    return std::visit([&](const auto& operation) { return add(operation, layer, inputs); },
                      layer.operation);
  }

  Node add(const InputLayer&, const Layer& layer, const std::vector<Node>&) {
    throw Error(ErrorCode::kInternal, "the input layer " + layer.name + " is not computed");
  }

  Node add(const ZeroPadding2D& pad, const Layer&, const std::vector<Node>& in) {
    const Node zero = op::Constant::create(ov::element::f32, {}, {0.0f});
    return std::make_shared<op::Pad>(in[0], integers({0, 0, pad.top, pad.left}),
                                     integers({0, 0, pad.bottom, pad.right}), zero,
                                     ov::op::PadMode::CONSTANT);
  }

  Node add(const Conv2D& conv, const Layer& layer, const std::vector<Node>& in) {
    const Tensor& kernel = weights_.at(layer.name, "kernel");
    const WindowPads pads =
        window_pads(conv.padding, input_shape(layer), conv.kernel_size, conv.strides);
    const ov::Shape shape{
        static_cast<size_t>(kernel.shape[3]), static_cast<size_t>(kernel.shape[2]),
        static_cast<size_t>(kernel.shape[0]), static_cast<size_t>(kernel.shape[1])};
    Node x = std::make_shared<op::Convolution>(
        in[0], op::Constant::create(ov::element::f32, shape, kernel_to_oihw(kernel)),
        strides_of(conv.strides), ov::CoordinateDiff{pads.vertical.before, pads.horizontal.before},
        ov::CoordinateDiff{pads.vertical.after, pads.horizontal.after}, ov::Strides{1, 1});
    if (conv.use_bias) x = std::make_shared<op::Add>(x, per_channel(weight(layer, "bias")));
    return activate(x, conv.activation);
  }

  Node add(const BatchNormalization& norm, const Layer& layer, const std::vector<Node>& in) {
    const auto vector = [&](std::string_view variable) {
      const auto values = weight(layer, variable);
      return constant({values.size()}, values);
    };
    return std::make_shared<op::BatchNormInference>(in[0], vector("gamma"), vector("beta"),
                                                    vector("moving_mean"),
                                                    vector("moving_variance"), norm.epsilon);
  }

  Node add(const Activation& activation, const Layer&, const std::vector<Node>& in) {
    return activate(in[0], activation.kind);
  }

  Node add(const MaxPooling2D& pool, const Layer& layer, const std::vector<Node>& in) {
    const WindowPads pads =
        window_pads(pool.padding, input_shape(layer), pool.pool_size, pool.strides);
    const auto size = [](int64_t value) { return static_cast<size_t>(value); };
    return std::make_shared<ov::op::v1::MaxPool>(
        in[0], strides_of(pool.strides),
        ov::Shape{size(pads.vertical.before), size(pads.horizontal.before)},
        ov::Shape{size(pads.vertical.after), size(pads.horizontal.after)},
        ov::Shape{size(pool.pool_size.height), size(pool.pool_size.width)},
        ov::op::RoundingType::FLOOR, ov::op::PadType::EXPLICIT);
  }

  Node add(const Add&, const Layer&, const std::vector<Node>& in) {
    Node sum = in[0];
    for (size_t i = 1; i < in.size(); ++i) sum = std::make_shared<op::Add>(sum, in[i]);
    return sum;
  }

  Node add(const GlobalAveragePooling2D&, const Layer&, const std::vector<Node>& in) {
    return std::make_shared<op::ReduceMean>(in[0], integers({2, 3}), false);
  }

  Node add(const Dense& dense, const Layer& layer, const std::vector<Node>& in) {
    const auto kernel = weight(layer, "kernel");
    const auto bias = weight(layer, "bias");
    const Node product = std::make_shared<op::MatMul>(
        in[0], constant({kernel.size() / bias.size(), bias.size()}, kernel), false, false);
    return activate(std::make_shared<op::Add>(product, constant({1, bias.size()}, bias)),
                    dense.activation);
  }

  Node add(const Dropout&, const Layer&, const std::vector<Node>& in) { return in[0]; }

  const Graph& graph_;
  const WeightSet& weights_;
  std::map<LayerId, Node> nodes_;
};

}  // namespace

struct ForwardEngine::Impl {
  size_t batch;
  std::vector<size_t> input_sizes;  // values per sample
  std::vector<size_t> output_sizes;
  ov::Core core;
  ov::CompiledModel model;
  ov::InferRequest request;

  void copy_in(const std::vector<std::span<const float>>& inputs, size_t first, size_t count) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      float* target = request.get_input_tensor(i).data<float>();
      const size_t size = input_sizes[i];
      std::ranges::copy(inputs[i].subspan(first * size, count * size), target);
      std::fill(target + count * size, target + batch * size, 0.0f);
    }
  }

  void infer() {
    try {
      request.infer();
    } catch (const ov::Exception& error) {
      throw Error(ErrorCode::kUnavailable,
                  std::string("OpenVINO cannot run this network: ") + error.what());
    }
  }

  void copy_out(std::vector<SampleValues>& outputs, size_t first, size_t count) {
    for (size_t i = 0; i < outputs.size(); ++i) {
      const float* source = request.get_output_tensor(i).data<float>();
      std::copy(source, source + count * output_sizes[i],
                outputs[i].data() + first * output_sizes[i]);
    }
  }
};

ForwardEngine::ForwardEngine(const Graph& graph, const Subgraph& part, const WeightSet& weights,
                             const ForwardOptions& options)
    : impl_(std::make_unique<Impl>()) {
  const auto sizes = [&](const std::vector<LayerId>& ids) {
    std::vector<size_t> result;
    for (const LayerId id : ids)
      result.push_back(static_cast<size_t>(element_count(graph.layer(id).output)));
    return result;
  };
  impl_->batch = static_cast<size_t>(std::max(1, options.batch));
  impl_->input_sizes = sizes(part.inputs);
  impl_->output_sizes = sizes(part.outputs);
  try {
    impl_->model = impl_->core.compile_model(
        ModelBuilder(graph, weights).build(part, impl_->batch), "CPU",
        ov::hint::inference_precision(ov::element::f32), ov::inference_num_threads(options.threads),
        ov::num_streams(1), ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY));
    impl_->request = impl_->model.create_infer_request();
  } catch (const ov::Exception& error) {
    throw Error(ErrorCode::kUnavailable,
                std::string("OpenVINO cannot run this network: ") + error.what());
  }
}

ForwardEngine::~ForwardEngine() = default;
ForwardEngine::ForwardEngine(ForwardEngine&&) noexcept = default;
ForwardEngine& ForwardEngine::operator=(ForwardEngine&&) noexcept = default;

std::vector<SampleValues> ForwardEngine::run(const std::vector<std::span<const float>>& inputs,
                                             size_t samples) {
  if (inputs.size() != impl_->input_sizes.size()) {
    throw Error(ErrorCode::kInvalidArgument, std::to_string(impl_->input_sizes.size()) +
                                                 " inputs expected, " +
                                                 std::to_string(inputs.size()) + " given");
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].size() != samples * impl_->input_sizes[i]) {
      throw Error(ErrorCode::kInvalidArgument, "input " + std::to_string(i) + " holds " +
                                                   std::to_string(inputs[i].size()) +
                                                   " values, not " + std::to_string(samples) +
                                                   " x " + std::to_string(impl_->input_sizes[i]));
    }
  }
  std::vector<SampleValues> outputs;
  for (const size_t size : impl_->output_sizes) outputs.emplace_back(samples * size);
  for (size_t first = 0; first < samples; first += impl_->batch) {
    const size_t count = std::min(impl_->batch, samples - first);
    impl_->copy_in(inputs, first, count);
    impl_->infer();
    impl_->copy_out(outputs, first, count);
  }
  return outputs;
}

std::string ForwardEngine::inference_precision() const {
  return impl_->model.get_property(ov::hint::inference_precision).to_string();
}

}  // namespace myolens
