#include "myolens/explain/grad_cam.h"

#include <algorithm>
#include <cmath>

#include "myolens/imaging/colour_scale.h"
#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

constexpr double kStrongestOpacity = 0.65;

std::vector<float> pooled(const Shape& shape, std::span<const float> features) {
  const auto channels = static_cast<size_t>(shape[2]);
  const auto cells = static_cast<size_t>(shape[0] * shape[1]);
  std::vector<float> mean(channels, 0.0f);
  for (size_t cell = 0; cell < cells; ++cell) {
    for (size_t c = 0; c < channels; ++c) mean[c] += features[cell * channels + c];
  }
  for (float& value : mean) value /= static_cast<float>(cells);
  return mean;
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

uint8_t blend(double under, double over, double opacity) {
  return static_cast<uint8_t>(std::lround(under * (1.0 - opacity) + over * opacity));
}

}  // namespace

std::vector<float> evidence_gradient(const ClassifierGraph& network, const WeightSet& weights,
                                     std::span<const float> features) {
  const Graph& graph = network.graph;
  const auto& layers = network.head.dense;
  std::vector<std::vector<float>> hidden;  // outputs of the hidden layers
  std::vector<float> x = pooled(graph.layer(network.head.features).output, features);
  for (size_t i = 0; i + 1 < layers.size(); ++i) {
    const std::string& name = graph.layer(layers[i]).name;
    x = dense(x, weights.at(name, "kernel"), weights.at(name, "bias"));
    for (float& value : x) value = std::max(value, 0.0f);
    hidden.push_back(x);
  }
  std::vector<float> gradient{1.0f, -1.0f};
  for (size_t i = layers.size(); i-- > 0;) {
    gradient = dense_backward(gradient, weights.at(graph.layer(layers[i]).name, "kernel"));
    if (i == 0) break;
    for (size_t unit = 0; unit < gradient.size(); ++unit) {
      if (hidden[i - 1][unit] <= 0.0f) gradient[unit] = 0.0f;
    }
  }
  return gradient;
}

FloatImage grad_cam(const ClassifierGraph& network, const WeightSet& weights,
                    std::span<const float> features) {
  const Shape& shape = network.graph.layer(network.head.features).output;
  const std::vector<float> gradient = evidence_gradient(network, weights, features);
  FloatImage cells(static_cast<int>(shape[1]), static_cast<int>(shape[0]), 1);
  const auto count = static_cast<float>(cells.samples.size());
  for (size_t cell = 0; cell < cells.samples.size(); ++cell) {
    float sum = 0.0f;
    for (size_t c = 0; c < gradient.size(); ++c)
      sum += gradient[c] * features[cell * gradient.size() + c];
    cells.samples[cell] = sum / count;
  }
  return cells;
}

Explanation explain_map(const FloatImage& cells, int width, int height, const Disc& disc) {
  Explanation result;
  FloatImage positive = cells;
  for (float& value : positive.samples) value = std::max(value, 0.0f);
  const float strongest = *std::ranges::max_element(positive.samples);
  result.heat = FloatImage(width, height, 1);
  if (!(strongest > 0.0f)) return result;
  result.has_positive_evidence = true;
  for (float& value : positive.samples) value /= strongest;
  result.heat = resize(positive, {width, height});

  double inside = 0.0;
  double all = 0.0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double value = *result.heat.pixel(x, y);
      all += value;
      const DiscPosition position = disc_position(disc, x + 0.5, y + 0.5);
      if (position.r > 1.0) continue;
      inside += value;
      result.territory_share[static_cast<size_t>(territory_of(segment_at(position)))] += value;
    }
  }
  if (inside > 0.0) {
    for (double& share : result.territory_share) share /= inside;
  }
  result.outside_share = (all - inside) / all;
  return result;
}

Image heat_picture(const FloatImage& heat) {
  const ColourScale& scale = find_colour_scale("hot_iron");
  Image picture(heat.width, heat.height, 3);
  for (size_t i = 0; i < heat.samples.size(); ++i) {
    std::ranges::copy(colour_for(scale, heat.samples[i]),
                      picture.samples.begin() + static_cast<std::ptrdiff_t>(3 * i));
  }
  return picture;
}

Image overlay_picture(const Image& map, const FloatImage& heat) {
  const Image colours = heat_picture(heat);
  Image picture(map.width, map.height, 3);
  for (size_t i = 0; i < heat.samples.size(); ++i) {
    const uint8_t* rgb = map.samples.data() + 3 * i;
    const double grey = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
    const double opacity =
        kStrongestOpacity * std::clamp(static_cast<double>(heat.samples[i]), 0.0, 1.0);
    for (size_t c = 0; c < 3; ++c)
      picture.samples[3 * i + c] = blend(grey, colours.samples[3 * i + c], opacity);
  }
  return picture;
}

}  // namespace myolens
