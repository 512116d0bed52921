#include "myolens/metrics/subgroups.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"
#include "myolens/metrics/summary.h"

namespace myolens {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

std::optional<double> as_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

// The numbers of the stated values, rising; nothing when one of them is none.
std::optional<std::vector<double>> numbers_of(const std::vector<std::string_view>& values) {
  std::vector<double> numbers;
  for (const std::string_view value : values) {
    if (value.empty()) continue;
    const std::optional<double> number = as_number(value);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

// Order and name of the group of a value.
struct GroupKey {
  double rank = 0;
  std::string name;

  auto operator<=>(const GroupKey&) const = default;
};

const GroupKey kNotStatedKey{std::numeric_limits<double>::infinity(), std::string(kNotStated)};

class Terciles {
 public:
  explicit Terciles(const std::vector<double>& sorted)
      : low_(sorted[(sorted.size() + 2) / 3 - 1]), high_(sorted[(2 * sorted.size() + 2) / 3 - 1]) {}

  GroupKey key(double number) const {
    if (number <= low_) return {0, "up to " + exact_text(low_)};
    if (number > high_) return {2, "over " + exact_text(high_)};
    return {1, "over " + exact_text(low_) + ", up to " + exact_text(high_)};
  }

 private:
  double low_ = 0;
  double high_ = 0;
};

size_t count_different(std::vector<double> sorted) {
  return static_cast<size_t>(std::ranges::unique(sorted).begin() - sorted.begin());
}

std::vector<GroupKey> keys_of(const std::vector<std::string_view>& values) {
  const auto numbers = numbers_of(values);
  std::optional<Terciles> terciles;
  if (numbers && count_different(*numbers) > kMostNumericGroups) terciles.emplace(*numbers);
  std::vector<GroupKey> keys;
  for (const std::string_view value : values) {
    if (value.empty() || value == kNotStated) {
      keys.push_back(kNotStatedKey);
    } else if (terciles) {
      keys.push_back(terciles->key(*as_number(value)));
    } else if (numbers) {
      const double number = *as_number(value) + 0.0;  // -0 is 0
      keys.push_back({number, exact_text(number)});
    } else {
      keys.push_back({0, std::string(value)});
    }
  }
  return keys;
}

Subgroup subgroup_of(const std::string& name, std::span<const ScoredCase> cases,
                     const CallRule& rule) {
  Subgroup result;
  result.name = name;
  result.confusion = count_calls(cases, rule.threshold, rule.classes);
  result.patients = count_patients(cases);
  const Confusion& counts = result.confusion;
  result.too_few = counts.total() < kFewestGroupCases;
  result.sensitivity = proportion_estimate({counts.true_positive, counts.positives()});
  result.specificity = proportion_estimate({counts.true_negative, counts.negatives()});
  result.accuracy = proportion_estimate({counts.correct(), counts.total()});
  result.auc = auc_estimate(cases);
  return result;
}

}  // namespace

Grouping grouped_by_column(std::span<const std::string> values) {
  std::vector<std::string_view> stated;
  for (const std::string& value : values) stated.push_back(trimmed(value));
  const std::vector<GroupKey> keys = keys_of(stated);
  std::map<GroupKey, size_t> groups;
  for (const GroupKey& key : keys) groups.emplace(key, 0);
  Grouping result;
  for (auto& [key, index] : groups) {
    index = result.names.size();
    result.names.push_back(key.name);
  }
  for (const GroupKey& key : keys) result.group_of.push_back(groups.at(key));
  return result;
}

std::vector<Subgroup> subgroups(std::span<const ScoredCase> cases, const Grouping& grouping,
                                const CallRule& rule) {
  check_cases(cases);
  check_threshold(rule.threshold);
  if (grouping.group_of.size() != cases.size()) {
    throw Error(ErrorCode::kInvalidArgument, "expected a group for each of " +
                                                 std::to_string(cases.size()) + " cases, got " +
                                                 std::to_string(grouping.group_of.size()));
  }
  std::vector<std::vector<ScoredCase>> members(grouping.names.size());
  for (size_t i = 0; i < cases.size(); ++i) members.at(grouping.group_of[i]).push_back(cases[i]);
  std::vector<Subgroup> result;
  for (size_t i = 0; i < members.size(); ++i) {
    result.push_back(subgroup_of(grouping.names[i], members[i], rule));
  }
  return result;
}

}  // namespace myolens
