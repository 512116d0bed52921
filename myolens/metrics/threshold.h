// From which score on a case is called positive, chosen on cases that are not the test set.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "myolens/metrics/scored_case.h"

namespace myolens {

struct ThresholdRule {
  enum class Kind {
    kFixed,       // the value itself
    kYouden,      // largest sensitivity + specificity - 1
    kSensitivity  // the largest threshold with at least this sensitivity
  };
  Kind kind = Kind::kFixed;
  double value = 0.5;  // of kFixed: within (0, 1); of kSensitivity: within (0, 1]; else unused

  bool operator==(const ThresholdRule&) const = default;
};

// From "0.5" or another number, "youden" or "sensitivity=0.9". Errors: kInvalidArgument, with the
// nearest name.
ThresholdRule parse_threshold_rule(std::string_view text);

// As parse_threshold_rule reads it.
std::string threshold_rule_name(const ThresholdRule& rule);

// A case is positive when its score is at least the threshold. Youden's lies midway between
// neighbouring scores; of equally good ones the nearest to 0.5 is taken. When no threshold between
// them is better than calling all cases alike, it does that. Nothing when the rule needs a class
// that has no case (kYouden: both, kSensitivity: the positive one).
// Errors: as check_cases; kInvalidArgument for a value outside its range.
std::optional<double> choose_threshold(std::span<const ScoredCase> cases,
                                       const ThresholdRule& rule);

}  // namespace myolens
