#include "myolens/phantom/surface_blur.h"

#include <algorithm>
#include <cmath>

namespace myolens {
namespace {

constexpr double kReachInSigmas = 3;
constexpr int kHalfTurn = kSurfaceAngles / 2;

double squared_distance(Vector3 a, Vector3 b) {
  const double x = a.x - b.x;
  const double y = a.y - b.y;
  const double z = a.z - b.z;
  return x * x + y * y + z * z;
}

// A row with half a turn repeated on both sides, so that kernels need no wrapping.
std::vector<float> unrolled(const float* row) {
  std::vector<float> result(2 * kSurfaceAngles);
  for (int i = 0; i < 2 * kSurfaceAngles; ++i) result[i] = row[(i + kHalfTurn) % kSurfaceAngles];
  return result;
}

void add_weighted(float* target, const float* centre, const std::vector<float>& weights) {
  for (int i = 0; i < kSurfaceAngles; ++i) target[i] += weights[0] * centre[i];
  for (int shift = 1; shift < static_cast<int>(weights.size()); ++shift) {
    const float weight = weights[shift];
    for (int i = 0; i < kSurfaceAngles; ++i) {
      target[i] += weight * (centre[i - shift] + centre[i + shift]);
    }
  }
}

// Sum over the whole row that `weights` describe one side of.
template <typename Function>
double both_sides(const std::vector<float>& weights, const Function& function) {
  double sum = function(weights[0]);
  for (size_t i = 1; i < weights.size(); ++i) sum += 2 * function(weights[i]);
  return sum;
}

}  // namespace

SurfaceBlur::SurfaceBlur(double sigma_millimetres) {
  for (int level = 0; level < kSurfaceLevels; ++level) {
    kernels_.push_back(row_kernels(level, sigma_millimetres));
    noise_deviation_.push_back(noise_deviation(level));
  }
}

std::vector<SurfaceBlur::RowKernel> SurfaceBlur::row_kernels(int level, double sigma) const {
  const double reach = kReachInSigmas * sigma;
  const Vector3 target = node_position(level, 0);
  std::vector<RowKernel> kernels;
  double total = 0;
  for (int source = 0; source < kSurfaceLevels; ++source) {
    RowKernel kernel{source, {}};
    for (int shift = 0; shift <= kHalfTurn; ++shift) {
      const double squared = squared_distance(target, node_position(source, shift));
      if (squared > reach * reach) break;
      const double share = shift == kHalfTurn ? 0.5 : 1.0;  // the opposite node is met twice
      kernel.weights.push_back(
          static_cast<float>(share * node_area(source) * std::exp(-squared / (2 * sigma * sigma))));
    }
    if (kernel.weights.empty()) continue;
    total += both_sides(kernel.weights, [](float weight) { return weight; });
    kernels.push_back(std::move(kernel));
  }
  for (RowKernel& kernel : kernels) {
    for (float& weight : kernel.weights) weight /= static_cast<float>(total);
  }
  return kernels;
}

double SurfaceBlur::noise_deviation(int level) const {
  double variance = 0;
  for (const RowKernel& kernel : kernels_[level]) {
    const double squares = both_sides(kernel.weights, [](float weight) { return weight * weight; });
    variance += squares / node_area(kernel.source_level);
  }
  return std::sqrt(variance);
}

SurfaceField SurfaceBlur::apply(const SurfaceField& field) const {
  std::vector<std::vector<float>> rows;
  for (int level = 0; level < kSurfaceLevels; ++level) rows.push_back(unrolled(field.row(level)));
  SurfaceField result;
  for (int level = 0; level < kSurfaceLevels; ++level) {
    for (const RowKernel& kernel : kernels_[level]) {
      add_weighted(result.row(level), rows[kernel.source_level].data() + kHalfTurn, kernel.weights);
    }
  }
  return result;
}

SurfaceField SurfaceBlur::smooth_noise(RandomStream& random) const {
  SurfaceField white;
  for (int level = 0; level < kSurfaceLevels; ++level) {
    const double deviation = 1 / std::sqrt(node_area(level));  // white per square millimetre
    for (int angle = 0; angle < kSurfaceAngles; ++angle) {
      white.row(level)[angle] = static_cast<float>(random.normal(0, deviation));
    }
  }
  SurfaceField noise = apply(white);
  for (int level = 0; level < kSurfaceLevels; ++level) {
    for (int angle = 0; angle < kSurfaceAngles; ++angle) {
      noise.row(level)[angle] /= static_cast<float>(noise_deviation_[level]);
    }
  }
  return noise;
}

}  // namespace myolens
