// Whether a model works for everybody: its rates in each group of patients.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/metrics/confusion.h"
#include "myolens/metrics/intervals.h"
#include "myolens/metrics/scored_case.h"

namespace myolens {

inline constexpr std::string_view kNotStated = "not stated";
inline constexpr size_t kMostNumericGroups = 6;
inline constexpr int kFewestGroupCases = 10;

// Which case belongs to which group of a column.
struct Grouping {
  std::vector<std::string> names;  // of groups that have cases
  std::vector<size_t> group_of;    // index into names, for every case
};

// Groups by the values of a manifest column, one per case. Spaces around a value do not count; a
// value without text is kNotStated, the last group. Text groups stand in alphabetical order. A
// column of finite numbers only is in numerical order ("1" and "1.0" are one group), and with more
// than kMostNumericGroups different ones it is cut at its terciles: the smallest values that at
// least a third and two thirds of the numbers do not exceed.
Grouping grouped_by_column(std::span<const std::string> values);

struct Subgroup {
  std::string name;
  Confusion confusion;
  int patients = 0;
  bool too_few = false;  // less than kFewestGroupCases cases: the numbers tell next to nothing
  // Without value where a class is missing.
  Estimate accuracy = {};  // Wilson, as the next two
  Estimate sensitivity = {};
  Estimate specificity = {};
  Estimate auc = {};  // auc_estimate
};

struct CallRule {
  double threshold = 0;  // called positive: score >= threshold
  ClassNames classes = {};
};

// In the order of grouping.names. Intervals are not corrected for the number of groups.
// Errors: as check_cases; kInvalidArgument when the grouping is of another number of cases or the
// threshold is not finite.
std::vector<Subgroup> subgroups(std::span<const ScoredCase> cases, const Grouping& grouping,
                                const CallRule& rule);

}  // namespace myolens
