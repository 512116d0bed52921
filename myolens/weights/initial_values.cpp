#include "myolens/weights/initial_values.h"

#include <cmath>

namespace myolens {
namespace {

using Kind = Initialiser::Kind;

constexpr double kTruncation = 2;
// Standard deviation of a standard normal distribution truncated at kTruncation.
constexpr double kTruncatedDeviation = 0.87962566103423978;

double fan_of(Initialiser::Fan fan, const Shape& kernel) {
  const int64_t out = kernel.back();
  const int64_t in = kernel[kernel.size() - 2];
  const int64_t window = element_count(kernel) / (in * out);
  const auto fan_out = static_cast<double>(window * out);
  const auto fan_in = static_cast<double>(window * in);
  return fan == Initialiser::Fan::kOut ? fan_out : (fan_in + fan_out) / 2;
}

double truncated_normal(RandomStream& random) {
  double value = random.normal();
  while (std::abs(value) > kTruncation) value = random.normal();
  return value;
}

}  // namespace

std::vector<float> initial_values(const WeightSpec& spec, RandomStream& random) {
  const auto& [kind, scale, fan] = spec.initialiser;
  std::vector<float> values(static_cast<size_t>(element_count(spec.shape)),
                            kind == Kind::kOnes ? 1.0f : 0.0f);
  if (kind == Kind::kUniform) {
    const double limit = std::sqrt(3 * scale / fan_of(fan, spec.shape));
    for (float& value : values) value = static_cast<float>(random.uniform(-limit, limit));
  } else if (kind == Kind::kTruncatedNormal) {
    const double deviation = std::sqrt(scale / fan_of(fan, spec.shape)) / kTruncatedDeviation;
    for (float& value : values) value = static_cast<float>(deviation * truncated_normal(random));
  }
  return values;
}

}  // namespace myolens
