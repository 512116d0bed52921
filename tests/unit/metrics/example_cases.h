// Score lists that several tests of this folder share.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "myolens/metrics/scored_case.h"

namespace myolens::test {

struct Score {
  int truth;
  double score;
};

inline std::vector<ScoredCase> cases_of(const std::vector<Score>& scores) {
  std::vector<ScoredCase> cases;
  for (const Score& item : scores) {
    const std::string number = std::to_string(cases.size());
    cases.push_back({"p" + number, "p" + number + ".png", item.truth, item.score});
  }
  return cases;
}

// The paper's 44 test patients: 26 of 26 of one class and 16 of 18 of the other are called right.
// The two errors are so confident that 436 of 468 pairs stand in the right order (AUC 0.932): one
// of them scores above all 26, the other above 6 of them.
inline std::vector<ScoredCase> paper_cases() {
  std::vector<Score> scores;
  for (int i = 0; i < 26; ++i) scores.push_back({1, 0.60 + 0.01 * i});
  for (int i = 0; i < 16; ++i) scores.push_back({0, 0.10 + 0.01 * i});
  scores.push_back({0, 0.99});
  scores.push_back({0, 0.655});
  return cases_of(scores);
}

// Ovarian cancer patients of DeLong et al., Biometrics 1988;44:837: the 43 of 49 with all three
// tests, as printed in the SAS/STAT User's Guide (LOGISTIC, "Comparing ROC Curves").
struct OvarianPatient {
  double albumin;
  double total_protein;
  int kg_score;  // high is bad: the guide uses 10 - score
  int benefit;
};
inline constexpr std::array<OvarianPatient, 43> kOvarianPatients{{
    {3.0, 5.8, 10, 0}, {3.2, 6.3, 5, 1}, {3.9, 6.8, 3, 1}, {2.8, 4.8, 6, 0}, {3.2, 5.8, 3, 1},
    {0.9, 4.0, 5, 0},  {2.5, 5.7, 8, 0}, {1.6, 5.6, 5, 1}, {3.8, 5.7, 5, 1}, {3.7, 6.7, 6, 1},
    {3.2, 5.4, 4, 1},  {3.8, 6.6, 6, 1}, {4.1, 6.6, 5, 1}, {3.6, 5.7, 5, 1}, {4.3, 7.0, 4, 1},
    {3.6, 6.7, 4, 0},  {2.3, 4.4, 6, 1}, {4.2, 7.6, 4, 0}, {4.0, 6.6, 6, 0}, {3.5, 5.8, 6, 1},
    {3.8, 6.8, 7, 1},  {3.0, 4.7, 8, 0}, {4.5, 7.4, 5, 1}, {3.7, 7.4, 5, 1}, {3.1, 6.6, 6, 1},
    {4.1, 8.2, 6, 1},  {4.3, 7.0, 5, 1}, {4.3, 6.5, 4, 1}, {3.2, 5.1, 5, 1}, {2.6, 4.7, 6, 1},
    {3.3, 6.8, 6, 0},  {1.7, 4.0, 7, 0}, {3.7, 6.1, 5, 1}, {3.3, 6.3, 7, 1}, {4.2, 7.7, 6, 1},
    {3.5, 6.2, 5, 1},  {2.9, 5.7, 9, 0}, {2.1, 4.8, 7, 1}, {2.8, 6.2, 8, 0}, {4.0, 7.0, 7, 1},
    {3.3, 5.7, 6, 1},  {3.7, 6.9, 5, 1}, {3.6, 6.6, 5, 1},
}};

template <typename Measure>
std::vector<ScoredCase> ovarian_cases(Measure measure) {
  std::vector<Score> scores;
  for (const OvarianPatient& patient : kOvarianPatients) {
    scores.push_back({patient.benefit, measure(patient)});
  }
  return cases_of(scores);
}

inline std::vector<ScoredCase> ovarian_albumin() {
  return ovarian_cases([](const OvarianPatient& patient) { return patient.albumin; });
}
inline std::vector<ScoredCase> ovarian_total_protein() {
  return ovarian_cases([](const OvarianPatient& patient) { return patient.total_protein; });
}
inline std::vector<ScoredCase> ovarian_kg_score() {
  return ovarian_cases([](const OvarianPatient& patient) { return 10.0 - patient.kg_score; });
}

}  // namespace myolens::test
