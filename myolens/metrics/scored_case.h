// One judged picture: the score of a model (or of a baseline) beside the truth. Cases of two models
// are joined by patient and file name, never by their position in a list. Thread-safe (values
// only).
#pragma once

#include <span>
#include <string>
#include <vector>

namespace myolens {

struct ScoredCase {
  std::string patient;
  std::string file;
  int truth = 0;     // 1 = positive class, 0 = the other class
  double score = 0;  // probability of the positive class; a baseline may use any finite scale
};

struct ClassSizes {
  int positives = 0;
  int negatives = 0;
};

// Errors: kBadData for a truth other than 0 and 1, a score that is not finite, a file that occurs
// twice for a patient, a patient with two truths.
void check_cases(std::span<const ScoredCase> cases);

// As check_cases. Errors: also kBadData for a score outside [0, 1].
void check_probabilities(std::span<const ScoredCase> cases);

// Both lists passed check_cases and `other` in the order of `reference`. Errors: as check_cases;
// kBadData when a case is in one list only or its truth differs.
std::vector<ScoredCase> joined_by_name(std::span<const ScoredCase> reference,
                                       std::span<const ScoredCase> other);

ClassSizes class_sizes(std::span<const ScoredCase> cases);

}  // namespace myolens
