#include "myolens/metrics/scored_case.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"

namespace myolens {

namespace {

using CaseName = std::pair<std::string, std::string>;

CaseName name_of(const ScoredCase& item) { return {item.patient, item.file}; }

std::string described(const ScoredCase& item) {
  return "patient \"" + item.patient + "\", file \"" + item.file + "\"";
}

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorCode::kBadData, message); }

std::map<CaseName, const ScoredCase*> by_name(std::span<const ScoredCase> cases) {
  std::map<CaseName, const ScoredCase*> names;
  for (const ScoredCase& item : cases) {
    if (!names.emplace(name_of(item), &item).second) {
      fail(described(item) + " is scored twice; remove one of the two rows");
    }
  }
  return names;
}

}  // namespace

void check_cases(std::span<const ScoredCase> cases) {
  by_name(cases);
  std::map<std::string, int> truths;
  for (const ScoredCase& item : cases) {
    if (item.truth != 0 && item.truth != 1) {
      fail("expected truth 0 or 1, got " + std::to_string(item.truth) + " for " + described(item));
    }
    if (!std::isfinite(item.score)) {
      fail("expected a finite score, got " + std::to_string(item.score) + " for " +
           described(item));
    }
    if (truths.emplace(item.patient, item.truth).first->second != item.truth) {
      fail("patient \"" + item.patient + "\" belongs to both classes; correct the labels");
    }
  }
}

void check_probabilities(std::span<const ScoredCase> cases) {
  check_cases(cases);
  for (const ScoredCase& item : cases) {
    if (item.score < 0 || item.score > 1) {
      fail("expected a probability from 0 to 1, got " + exact_text(item.score) + " for " +
           described(item));
    }
  }
}

std::vector<ScoredCase> joined_by_name(std::span<const ScoredCase> reference,
                                       std::span<const ScoredCase> other) {
  check_cases(reference);
  check_cases(other);
  const auto names = by_name(other);
  std::vector<ScoredCase> joined;
  joined.reserve(reference.size());
  for (const ScoredCase& item : reference) {
    const auto found = names.find(name_of(item));
    if (found == names.end()) {
      fail(described(item) + " is in the first list only; score both on the same patients");
    }
    if (found->second->truth != item.truth) {
      fail(described(item) + " has truth " + std::to_string(item.truth) +
           " in the first list and " + std::to_string(found->second->truth) + " in the second");
    }
    joined.push_back(*found->second);
  }
  if (other.size() != reference.size()) {
    fail("the second list has " + std::to_string(other.size()) + " cases, the first " +
         std::to_string(reference.size()) + "; score both on the same patients");
  }
  return joined;
}

ClassSizes class_sizes(std::span<const ScoredCase> cases) {
  const auto positives = std::count_if(cases.begin(), cases.end(),
                                       [](const ScoredCase& item) { return item.truth == 1; });
  return {static_cast<int>(positives),
          static_cast<int>(cases.size()) - static_cast<int>(positives)};
}

}  // namespace myolens
