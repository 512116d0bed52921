#include "myolens/metrics/threshold.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"

namespace myolens {
namespace {

constexpr std::string_view kYoudenName = "youden";
constexpr std::string_view kSensitivityName = "sensitivity";
constexpr double kRounding =
    1e-9;  // of a number of cases: 0.55 of 20 is 11, not 11.000000000000002

[[noreturn]] void refuse(const std::string& got, const std::string& hint) {
  throw Error(ErrorCode::kInvalidArgument,
              "expected a threshold within (0, 1), \"youden\" or \"sensitivity=S\" with S within "
              "(0, 1], got \"" +
                  got + "\"" + hint);
}

bool is_valid(const ThresholdRule& rule) {
  switch (rule.kind) {
    case ThresholdRule::Kind::kFixed:
      return rule.value > 0 && rule.value < 1;
    case ThresholdRule::Kind::kSensitivity:
      return rule.value > 0 && rule.value <= 1;
    case ThresholdRule::Kind::kYouden:
      return true;
  }
  return false;
}

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Between two different scores: nearer to the middle, and the lower one below it.
double midway(double low, double high) {
  const double middle = low + (high - low) / 2;
  return middle > low ? middle : high;
}

class YoudenSearch {
 public:
  explicit YoudenSearch(ClassSizes sizes) : sizes_(sizes) {}

  void offer(double threshold, ClassSizes called_positive) {
    // Youden's index times both class sizes: whole numbers compare exactly.
    const int64_t index = int64_t{called_positive.positives} * sizes_.negatives -
                          int64_t{called_positive.negatives} * sizes_.positives;
    const bool nearer = std::abs(threshold - 0.5) < std::abs(best_ - 0.5);
    if (index > best_index_ || (index == best_index_ && nearer)) {
      best_index_ = index;
      best_ = threshold;
    }
  }

  double best() const { return best_; }

 private:
  ClassSizes sizes_;
  int64_t best_index_ = std::numeric_limits<int64_t>::min();
  double best_ = 0;
};

double youden_threshold(std::span<const ScoredCase> cases, ClassSizes sizes) {
  std::vector<ScoredCase> falling(cases.begin(), cases.end());
  std::ranges::sort(falling, std::greater{}, &ScoredCase::score);
  YoudenSearch search(sizes);
  search.offer(std::nextafter(falling.front().score, std::numeric_limits<double>::infinity()), {});
  ClassSizes called_positive;
  for (size_t i = 0; i < falling.size(); ++i) {
    ++(falling[i].truth == 1 ? called_positive.positives : called_positive.negatives);
    const double score = falling[i].score;
    const double next = i + 1 < falling.size() ? falling[i + 1].score : score;
    if (next < score) search.offer(midway(next, score), called_positive);
  }
  search.offer(falling.back().score, called_positive);
  return search.best();
}

double threshold_of_sensitivity(std::span<const ScoredCase> cases, double sensitivity) {
  std::vector<double> falling;
  for (const ScoredCase& item : cases) {
    if (item.truth == 1) falling.push_back(item.score);
  }
  std::ranges::sort(falling, std::greater{});
  const double wanted = std::ceil(sensitivity * static_cast<double>(falling.size()) - kRounding);
  return falling[static_cast<size_t>(std::max(wanted, 1.0)) - 1];
}

}  // namespace

ThresholdRule parse_threshold_rule(std::string_view text) {
  using enum ThresholdRule::Kind;
  const size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  std::optional<ThresholdRule> rule;
  if (text == kYoudenName) {
    rule = {.kind = kYouden};
  } else if (equals == std::string_view::npos) {
    if (const auto value = number_in(text)) rule = {kFixed, *value};
  } else if (name == kSensitivityName) {
    if (const auto value = number_in(text.substr(equals + 1))) rule = {kSensitivity, *value};
  }
  if (!rule || !is_valid(*rule)) {
    const bool known = name == kSensitivityName || rule.has_value();
    refuse(std::string(text), known ? ""
                                    : nearest_name_hint(name, {std::string(kYoudenName),
                                                               std::string(kSensitivityName)}));
  }
  return *rule;
}

std::string threshold_rule_name(const ThresholdRule& rule) {
  switch (rule.kind) {
    case ThresholdRule::Kind::kFixed:
      return exact_text(rule.value);
    case ThresholdRule::Kind::kYouden:
      return std::string(kYoudenName);
    case ThresholdRule::Kind::kSensitivity:
      return std::string(kSensitivityName) + "=" + exact_text(rule.value);
  }
  throw Error(ErrorCode::kInternal, "unknown threshold rule");
}

std::optional<double> choose_threshold(std::span<const ScoredCase> cases,
                                       const ThresholdRule& rule) {
  check_cases(cases);
  if (!is_valid(rule)) refuse(threshold_rule_name(rule), "");
  const ClassSizes sizes = class_sizes(cases);
  switch (rule.kind) {
    case ThresholdRule::Kind::kFixed:
      return rule.value;
    case ThresholdRule::Kind::kYouden:
      if (sizes.positives == 0 || sizes.negatives == 0) return std::nullopt;
      return youden_threshold(cases, sizes);
    case ThresholdRule::Kind::kSensitivity:
      if (sizes.positives == 0) return std::nullopt;
      return threshold_of_sensitivity(cases, rule.value);
  }
  throw Error(ErrorCode::kInternal, "unknown threshold rule");
}

}  // namespace myolens
