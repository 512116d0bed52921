// Counts of right and wrong calls with a named positive class, and the rates that follow from them.
// Binary rates ask about the positive class; macro rates are the mean of the same rate with either
// class taken as the positive one. The two kinds are never mixed. A rate whose denominator is 0 is
// undefined (nothing), not 0 or 1.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace myolens {

struct ClassNames {
  std::string positive = "CAD";
  std::string negative = "non-CAD";
};

struct Outcome {
  bool is_positive = false;
  bool called_positive = false;
};

struct Confusion {
  ClassNames classes = {};
  int true_positive = 0;
  int false_negative = 0;
  int false_positive = 0;
  int true_negative = 0;

  int positives() const { return true_positive + false_negative; }
  int negatives() const { return false_positive + true_negative; }
  int called_positive() const { return true_positive + false_positive; }
  int called_negative() const { return true_negative + false_negative; }
  int correct() const { return true_positive + true_negative; }
  int total() const { return positives() + negatives(); }
};

Confusion count_outcomes(const ClassNames& classes, std::span<const Outcome> outcomes);

// The same counts with the other class as the positive one.
Confusion with_classes_exchanged(const Confusion& confusion);

using Rate = std::optional<double>;  // [0, 1]; the correlation coefficient [-1, 1]
using RateFunction = Rate (*)(const Confusion&);

Rate accuracy(const Confusion& confusion);
Rate sensitivity(const Confusion& confusion);
Rate specificity(const Confusion& confusion);
Rate precision(const Confusion& confusion);
Rate negative_predictive_value(const Confusion& confusion);
Rate f1(const Confusion& confusion);
Rate balanced_accuracy(const Confusion& confusion);
Rate matthews_correlation(const Confusion& confusion);

// Undefined when the rate of either class is. With two classes macro sensitivity, macro specificity
// and balanced accuracy are one number.
Rate macro_sensitivity(const Confusion& confusion);
Rate macro_specificity(const Confusion& confusion);
Rate macro_precision(const Confusion& confusion);
Rate macro_f1(const Confusion& confusion);

}  // namespace myolens
