#include "myolens/explain/evidence.h"

#include <algorithm>

#include "myolens/base/error.h"

namespace myolens {
namespace {

void check_arguments(const ClassifierGraph& network, std::span<const float> features,
                     std::span<const double> target, std::span<const float> clinical) {
  const Graph& graph = network.graph;
  const Shape& shape = graph.layer(network.head.features).output;
  if (features.size() != static_cast<size_t>(element_count(shape))) {
    throw Error(
        ErrorCode::kInvalidArgument,
        std::to_string(features.size()) + " values are no feature map of " + to_string(shape));
  }
  const auto logits = static_cast<size_t>(graph.layer(network.head.dense.back()).output[0]);
  if (target.size() != logits) {
    throw Error(ErrorCode::kInvalidArgument, std::to_string(target.size()) + " weights given for " +
                                                 std::to_string(logits) + " logits");
  }
  const auto& branch = network.head.clinical;
  const size_t values =
      branch ? static_cast<size_t>(element_count(graph.layer(branch->input).output)) : 0;
  if (clinical.size() != values) {
    throw Error(ErrorCode::kInvalidArgument, std::to_string(clinical.size()) +
                                                 " clinical values given to a network that reads " +
                                                 std::to_string(values));
  }
}

// out = kernel^T in + bias, kernel (in, out).
std::vector<float> dense(std::span<const float> in, const Tensor& kernel, const Tensor& bias) {
  std::vector<float> out(bias.values.begin(), bias.values.end());
  for (size_t i = 0; i < in.size(); ++i) {
    for (size_t o = 0; o < out.size(); ++o) out[o] += in[i] * kernel.values[i * out.size() + o];
  }
  return out;
}

// in-gradient = kernel out-gradient.
std::vector<float> dense_backward(std::span<const float> gradient, const Tensor& kernel) {
  std::vector<float> in(static_cast<size_t>(kernel.shape[0]), 0.0f);
  for (size_t i = 0; i < in.size(); ++i) {
    for (size_t o = 0; o < gradient.size(); ++o)
      in[i] += kernel.values[i * gradient.size() + o] * gradient[o];
  }
  return in;
}

std::vector<float> run_dense(const Layer& layer, const WeightSet& weights,
                             std::span<const float> in) {
  std::vector<float> out =
      dense(in, weights.at(layer.name, "kernel"), weights.at(layer.name, "bias"));
  if (std::get<Dense>(layer.operation).activation == ActivationKind::kRelu) {
    for (float& value : out) value = std::max(value, 0.0f);
  }
  return out;
}

// Outputs of the head's dense layers behind the pooled features, the logits last.
std::vector<std::vector<float>> run_head(const ClassifierGraph& network, const WeightSet& weights,
                                         std::span<const float> features,
                                         std::span<const float> clinical) {
  const Graph& graph = network.graph;
  std::vector<float> x = pooled_features(graph.layer(network.head.features).output, features);
  if (const auto& branch = network.head.clinical) {
    const std::vector<float> beside = run_dense(graph.layer(branch->dense), weights, clinical);
    x.insert(x.end(), beside.begin(), beside.end());
  }
  std::vector<std::vector<float>> outputs;
  for (const LayerId id : network.head.dense) {
    x = run_dense(graph.layer(id), weights, x);
    outputs.push_back(x);
  }
  return outputs;
}

std::string cam_obstacle(const HeadLayers& head) {
  const size_t hidden = head.dense.size() - 1;
  if (hidden == 0) return "";
  return "CAM is defined for a linear head, and this one has " + std::to_string(hidden) +
         (hidden == 1 ? " hidden layer" : " hidden layers") + "; take grad-cam";
}

}  // namespace

std::vector<float> pooled_features(const Shape& shape, std::span<const float> features) {
  const auto channels = static_cast<size_t>(shape[2]);
  std::vector<float> mean(channels, 0.0f);
  for (size_t i = 0; i < features.size(); ++i) mean[i % channels] += features[i];
  for (float& value : mean) value /= static_cast<float>(shape[0] * shape[1]);
  return mean;
}

std::vector<CamMethod> distinct_methods(const HeadSpec& head) {
  std::vector<CamMethod> methods{CamMethod::kGradCam, CamMethod::kGradCamPlusPlus,
                                 CamMethod::kLayerCam};
  if (head.hidden_units.empty()) methods.push_back(CamMethod::kCam);
  return methods;
}

std::vector<double> logit_of_class(const std::vector<std::string>& labels, std::string_view label) {
  const auto found = std::ranges::find(labels, label);
  if (found == labels.end()) {
    throw Error(ErrorCode::kInvalidArgument, "the model has no class \"" + std::string(label) +
                                                 "\"" + nearest_name_hint(label, labels));
  }
  std::vector<double> target(labels.size(), 0.0);
  target[static_cast<size_t>(found - labels.begin())] = 1.0;
  return target;
}

double evidence(const ClassifierGraph& network, const WeightSet& weights,
                std::span<const float> features, std::span<const double> target,
                std::span<const float> clinical) {
  check_arguments(network, features, target, clinical);
  const std::vector<float> logits = run_head(network, weights, features, clinical).back();
  double sum = 0.0;
  for (size_t i = 0; i < target.size(); ++i) sum += target[i] * static_cast<double>(logits[i]);
  return sum;
}

std::vector<float> evidence_gradient(const ClassifierGraph& network, const WeightSet& weights,
                                     std::span<const float> features,
                                     std::span<const double> target,
                                     std::span<const float> clinical) {
  check_arguments(network, features, target, clinical);
  const auto& layers = network.head.dense;
  const auto outputs = run_head(network, weights, features, clinical);
  std::vector<float> gradient(target.begin(), target.end());
  for (size_t i = layers.size(); i-- > 0;) {
    const std::string& name = network.graph.layer(layers[i]).name;
    gradient = dense_backward(gradient, weights.at(name, "kernel"));
    if (i == 0) break;
    for (size_t unit = 0; unit < gradient.size(); ++unit) {
      if (outputs[i - 1][unit] <= 0.0f) gradient[unit] = 0.0f;
    }
  }
  // Clinical values stand behind the pooled features.
  gradient.resize(static_cast<size_t>(network.graph.layer(network.head.features).output.back()));
  return gradient;
}

LayerResponse last_layer_response(const ClassifierGraph& network, const WeightSet& weights,
                                  std::span<const float> features, std::span<const double> target,
                                  std::span<const float> clinical) {
  const std::vector<float> by_channel =
      evidence_gradient(network, weights, features, target, clinical);
  LayerResponse response;
  response.shape = network.graph.layer(network.head.features).output;
  response.features.assign(features.begin(), features.end());
  const auto cells = static_cast<float>(response.shape[0] * response.shape[1]);
  response.gradient.resize(features.size());
  for (size_t i = 0; i < response.gradient.size(); ++i)
    response.gradient[i] = by_channel[i % by_channel.size()] / cells;
  response.cam_obstacle = cam_obstacle(network.head);
  return response;
}

}  // namespace myolens
