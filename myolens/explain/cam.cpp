#include "myolens/explain/cam.h"

#include <algorithm>
#include <span>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr std::array<std::string_view, kCamMethods.size()> kNames{"grad-cam", "cam", "grad-cam++",
                                                                  "hirescam", "layercam"};

size_t channels_of(const LayerResponse& response) { return static_cast<size_t>(response.shape[2]); }

void check_sizes(const LayerResponse& response) {
  const bool fits =
      response.shape.size() == 3 && element_count(response.shape) > 0 &&
      response.features.size() == static_cast<size_t>(element_count(response.shape)) &&
      response.gradient.size() == response.features.size();
  if (!fits) {
    throw Error(ErrorCode::kInvalidArgument,
                std::to_string(response.features.size()) + " features and " +
                    std::to_string(response.gradient.size()) + " gradients are no feature map of " +
                    to_string(response.shape));
  }
}

std::vector<double> sums_over_cells(std::span<const float> values, size_t channels) {
  std::vector<double> sums(channels, 0.0);
  for (size_t i = 0; i < values.size(); ++i) sums[i % channels] += static_cast<double>(values[i]);
  return sums;
}

std::vector<double> mean_gradient(const LayerResponse& response) {
  std::vector<double> means = sums_over_cells(response.gradient, channels_of(response));
  for (double& mean : means) mean /= static_cast<double>(response.shape[0] * response.shape[1]);
  return means;
}

// G^2 / (2 G^2 + S G^3) is 1 / (2 + S G) where G is not zero.
std::vector<double> plus_plus_weights(const LayerResponse& response) {
  const size_t channels = channels_of(response);
  const std::vector<double> feature_sums = sums_over_cells(response.features, channels);
  std::vector<double> weights(channels, 0.0);
  for (size_t i = 0; i < response.gradient.size(); ++i) {
    const auto gradient = static_cast<double>(response.gradient[i]);
    if (!(gradient > 0.0)) continue;
    const double denominator = 2.0 + feature_sums[i % channels] * gradient;
    if (!(denominator > 0.0)) {
      throw Error(ErrorCode::kBadData,
                  "grad-cam++ has no weight for channel " + std::to_string(i % channels) +
                      ", whose features are negative; take grad-cam or hirescam for this layer");
    }
    weights[i % channels] += gradient / denominator;
  }
  return weights;
}

// Sum over the channels of weight(value, channel) * feature, for every cell.
template <typename Weight>
FloatImage weighted_sum(const LayerResponse& response, const Weight& weight) {
  const size_t channels = channels_of(response);
  FloatImage map(static_cast<int>(response.shape[1]), static_cast<int>(response.shape[0]), 1);
  for (size_t cell = 0; cell < map.samples.size(); ++cell) {
    double sum = 0.0;
    for (size_t c = 0; c < channels; ++c) {
      const size_t i = cell * channels + c;
      sum += weight(i, c) * static_cast<double>(response.features[i]);
    }
    map.samples[cell] = static_cast<float>(sum);
  }
  return map;
}

FloatImage by_channel(const LayerResponse& response, const std::vector<double>& weights) {
  return weighted_sum(response, [&](size_t, size_t channel) { return weights[channel]; });
}

FloatImage exact_map(const LayerResponse& response) {
  if (!response.cam_obstacle.empty())
    throw Error(ErrorCode::kInvalidArgument, response.cam_obstacle);
  return by_channel(response, sums_over_cells(response.gradient, channels_of(response)));
}

}  // namespace

std::string_view cam_method_name(CamMethod method) {
  return kNames.at(static_cast<size_t>(method));
}

CamMethod find_cam_method(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) {
    const std::vector<std::string> names(kNames.begin(), kNames.end());
    throw Error(ErrorCode::kInvalidArgument,
                "unknown method \"" + std::string(name) + "\"" + nearest_name_hint(name, names));
  }
  return kCamMethods[static_cast<size_t>(found - kNames.begin())];
}

FloatImage activation_map(CamMethod method, const LayerResponse& response) {
  check_sizes(response);
  const std::vector<float>& gradient = response.gradient;
  switch (method) {
    case CamMethod::kGradCam:
      return by_channel(response, mean_gradient(response));
    case CamMethod::kCam:
      return exact_map(response);
    case CamMethod::kGradCamPlusPlus:
      return by_channel(response, plus_plus_weights(response));
    case CamMethod::kHiResCam:
      return weighted_sum(response,
                          [&](size_t i, size_t) { return static_cast<double>(gradient[i]); });
    case CamMethod::kLayerCam:
      return weighted_sum(response, [&](size_t i, size_t) {
        return static_cast<double>(std::max(gradient[i], 0.0f));
      });
  }
  throw Error(ErrorCode::kInternal, "an activation map of an unknown method");
}

}  // namespace myolens
