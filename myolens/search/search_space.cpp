#include "myolens/search/search_space.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr int kMostHiddenLayers = 8;
constexpr int64_t kMostUnits = 65'536;
constexpr double kStepsPerUnit = 100;

void require(bool holds, const std::string& message) {
  if (!holds) throw Error(ErrorCode::kInvalidArgument, "search space: " + message);
}

template <typename Value>
void require_within(const std::vector<Value>& values, Value least, Value most,
                    const std::string& row) {
  require(!values.empty() &&
              std::ranges::all_of(values, [&](Value v) { return v >= least && v <= most; }),
          row + " need values between " + std::to_string(least) + " and " + std::to_string(most));
}

template <typename Value>
Value one_of(const std::vector<Value>& values, RandomStream& random) {
  return values[random.below(values.size())];
}

double between(double least, double most, RandomStream& random) {
  const auto steps = static_cast<size_t>(std::lround((most - least) * kStepsPerUnit));
  return least + static_cast<double>(random.below(steps + 1)) / kStepsPerUnit;
}

}  // namespace

void validate(const SearchSpace& space) {
  require_within(space.hidden_layers, 0, kMostHiddenLayers, "hidden layers");
  require_within(space.units, int64_t{1}, kMostUnits, "units");
  require_within(space.l2, 0.0, 10.0, "L2 factors");
  require_within(space.batch_sizes, size_t{1}, size_t{100'000}, "batch sizes");
  require(space.least_dropout >= 0 && space.least_dropout <= space.most_dropout &&
              space.most_dropout < 1,
          "dropout needs a range within [0, 1)");
  require(space.least_a > 0 && space.least_a <= space.most_a && space.most_a <= 10,
          "a needs a range within (0, 10]");
}

HeadConfiguration draw_configuration(const SearchSpace& space, RandomStream& random) {
  HeadConfiguration drawn;
  const int layers = one_of(space.hidden_layers, random);
  drawn.head.hidden_units.clear();
  for (int i = 0; i < layers; ++i) {
    drawn.head.hidden_units.push_back(one_of(space.units, random));
  }
  drawn.head.dropout = between(space.least_dropout, space.most_dropout, random);
  drawn.a = between(space.least_a, space.most_a, random);
  drawn.l2 = one_of(space.l2, random);
  drawn.batch_size = one_of(space.batch_sizes, random);
  return drawn;
}

}  // namespace myolens
