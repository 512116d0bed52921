// Probabilities that mean what they say.
#pragma once

#include <span>

namespace myolens {

struct TemperatureRange {
  double lowest = 0.05;
  double highest = 20;
};
inline constexpr TemperatureRange kTemperatures;

struct TemperatureFit {
  double temperature = 1;
  bool at_limit = false;  // the cross-entropy still falls at the end of kTemperatures: at the lower
                          // one when every case is right, so that the data ask for certainty
};

// Temperature scaling (Guo et al., ICML 2017): the T within kTemperatures that gives the
// probabilities sigmoid(difference / T) the lowest cross-entropy, to 1e-10. `logit_differences` are
// logits of the positive class minus those of the other, before the softmax; `truths` are 1 for the
// positive class, else 0. Probabilities above and below 0.5 stay there. 1 when all differences are
// 0. Use cases that neither trained nor test the model.
// Errors: kInvalidArgument without cases, for lists of different lengths, a difference that is not
// finite, or a truth other than 0 and 1.
TemperatureFit fit_temperature(std::span<const double> logit_differences,
                               std::span<const int> truths);

}  // namespace myolens
