#include "myolens/metrics/score_groups.h"

#include <algorithm>

namespace myolens {

std::vector<ScoreGroup> grouped_by_score(std::span<const ScoredCase> cases) {
  std::vector<ScoreGroup> ones;
  ones.reserve(cases.size());
  for (const ScoredCase& item : cases) ones.push_back({item.score, item.truth, 1 - item.truth});
  std::ranges::sort(ones, std::ranges::greater{}, &ScoreGroup::score);
  std::vector<ScoreGroup> groups;
  for (const ScoreGroup& one : ones) {
    if (groups.empty() || groups.back().score != one.score) groups.push_back({.score = one.score});
    groups.back().positives += one.positives;
    groups.back().negatives += one.negatives;
  }
  return groups;
}

ClassSizes class_sizes(std::span<const ScoreGroup> groups) {
  ClassSizes sizes;
  for (const ScoreGroup& group : groups) {
    sizes.positives += group.positives;
    sizes.negatives += group.negatives;
  }
  return sizes;
}

}  // namespace myolens
