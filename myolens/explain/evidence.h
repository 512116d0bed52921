// What a map explains, and its gradient at the last feature layer. Behind a global average pool the
// gradient with respect to a feature is the gradient with respect to the pooled channel, spread
// evenly over the cells; the head alone is needed, no automatic differentiation.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "myolens/classifier/bundle.h"
#include "myolens/explain/cam.h"

namespace myolens {

// What is explained is a sum of logits, each times a weight. By default the evidence for the
// positive class, its logit less the other's, whichever class is called.
inline constexpr std::array<double, 2> kPositiveEvidence{1.0, -1.0};

// The logit of one class alone. Errors: kInvalidArgument with the nearest label.
std::vector<double> logit_of_class(const std::vector<std::string>& labels, std::string_view label);

// The methods whose maps of the last feature layer differ, Grad-CAM first: HiResCAM is Grad-CAM
// there, and CAM exists for a linear head only.
std::vector<CamMethod> distinct_methods(const HeadSpec& head);

// Mean of every channel over the cells of a feature map: what the head starts from. `features` are
// height x width x channels, as `shape` says.
std::vector<float> pooled_features(const Shape& shape, std::span<const float> features);

// `features` below is the last feature map of one picture: height x width x channels. `target` has
// one weight per logit. `clinical` are the encoded values of a network that reads some, which stay
// as they are. Errors: kInvalidArgument (another number of features, weights or values), kBadData
// (a weight of the head is missing).

// The evidence itself, without temperature.
double evidence(const ClassifierGraph& network, const WeightSet& weights,
                std::span<const float> features, std::span<const double> target = kPositiveEvidence,
                std::span<const float> clinical = {});

// Gradient of the evidence with respect to the pooled features, one value per channel.
std::vector<float> evidence_gradient(const ClassifierGraph& network, const WeightSet& weights,
                                     std::span<const float> features,
                                     std::span<const double> target = kPositiveEvidence,
                                     std::span<const float> clinical = {});

// All that a map of the last feature layer needs. CAM exists where no hidden layer lies between the
// mean and the logits.
LayerResponse last_layer_response(const ClassifierGraph& network, const WeightSet& weights,
                                  std::span<const float> features,
                                  std::span<const double> target = kPositiveEvidence,
                                  std::span<const float> clinical = {});

}  // namespace myolens
