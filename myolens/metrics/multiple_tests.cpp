#include "myolens/metrics/multiple_tests.h"

#include <algorithm>
#include <numeric>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"

namespace myolens {

std::vector<double> holm_adjusted(std::span<const double> p_values) {
  for (const double p : p_values) {
    if (!(p >= 0 && p <= 1)) {
      throw Error(ErrorCode::kInvalidArgument, "expected p in [0, 1], got " + exact_text(p));
    }
  }
  std::vector<size_t> rising(p_values.size());
  std::iota(rising.begin(), rising.end(), size_t{0});
  std::ranges::stable_sort(rising, {}, [&](size_t i) { return p_values[i]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  for (size_t rank = 0; rank < rising.size(); ++rank) {
    const auto remaining = static_cast<double>(rising.size() - rank);
    largest = std::max(largest, std::min(1.0, remaining * p_values[rising[rank]]));
    adjusted[rising[rank]] = largest;
  }
  return adjusted;
}

}  // namespace myolens
