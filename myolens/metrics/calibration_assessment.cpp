#include "myolens/metrics/calibration_assessment.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "myolens/base/random.h"
#include "myolens/metrics/quantile.h"
#include "myolens/metrics/score_groups.h"

namespace myolens {

namespace {

struct Bin {
  int cases = 0;
  int positives = 0;
  double probability_sum = 0;
};

struct Binned {
  std::vector<double> probabilities;  // rising
  std::vector<size_t> bin_of;         // of each of these
  std::vector<Bin> bins;              // none of them empty
};

Binned binned(std::span<const ScoredCase> cases) {
  Binned result;
  const std::vector<ScoreGroup> groups = grouped_by_score(cases);
  for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
    result.probabilities.insert(result.probabilities.end(),
                                static_cast<size_t>(group->positives + group->negatives),
                                group->score);
  }
  const auto limit = [&](int number) {
    return quantile(result.probabilities, static_cast<double>(number) / kCalibrationBins);
  };
  int reached = 0;  // limits below the current group
  int last = -1;
  for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
    while (reached < kCalibrationBins - 1 && group->score > limit(reached + 1)) ++reached;
    if (reached != last) result.bins.emplace_back();
    last = reached;
    const int size = group->positives + group->negatives;
    result.bins.back().cases += size;
    result.bins.back().positives += group->positives;
    result.bins.back().probability_sum += size * group->score;
    result.bin_of.insert(result.bin_of.end(), static_cast<size_t>(size), result.bins.size() - 1);
  }
  return result;
}

double expected_error(const std::vector<Bin>& bins) {
  double distance = 0;
  int cases = 0;
  for (const Bin& bin : bins) {
    distance += std::abs(bin.probability_sum - bin.positives);
    cases += bin.cases;
  }
  return distance / cases;
}

ChanceError chance_error(Binned cases, uint64_t seed) {
  RandomStream random(seed, "metrics/calibration by chance");
  std::vector<double> errors;
  for (int i = 0; i < kCalibrationReplicates; ++i) {
    for (Bin& bin : cases.bins) bin.positives = 0;
    for (size_t k = 0; k < cases.probabilities.size(); ++k) {
      if (random.chance(cases.probabilities[k])) ++cases.bins[cases.bin_of[k]].positives;
    }
    errors.push_back(expected_error(cases.bins));
  }
  std::ranges::sort(errors);
  return {std::accumulate(errors.begin(), errors.end(), 0.0) / kCalibrationReplicates,
          quantile(errors, 0.95)};
}

std::vector<CalibrationBin> described(const std::vector<Bin>& bins) {
  std::vector<CalibrationBin> result;
  for (const Bin& bin : bins) {
    result.push_back({.cases = bin.cases,
                      .mean_probability = bin.probability_sum / bin.cases,
                      .observed_rate = proportion_estimate({bin.positives, bin.cases})});
  }
  return result;
}

}  // namespace

std::vector<CalibrationBin> calibration_bins(std::span<const ScoredCase> cases) {
  check_probabilities(cases);
  return described(binned(cases).bins);
}

CalibrationAssessment assess_calibration(std::span<const ScoredCase> cases, uint64_t seed) {
  CalibrationAssessment result;
  result.recalibration = recalibrate(cases);
  result.seed = seed;
  result.sizes = class_sizes(cases);
  result.too_few_to_judge =
      std::min(result.sizes.positives, result.sizes.negatives) < kCalibrationCasesPerClass;
  if (cases.empty()) return result;
  const Binned in_bins = binned(cases);
  result.bins = described(in_bins.bins);
  result.expected_error = expected_error(in_bins.bins);
  result.chance_error = chance_error(in_bins, seed);
  return result;
}

}  // namespace myolens
