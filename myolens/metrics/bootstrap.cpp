#include "myolens/metrics/bootstrap.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/base/random.h"
#include "myolens/metrics/quantile.h"

namespace myolens {

namespace {

constexpr double kAllowedUndefinedShare = 0.05;

void check_settings(BootstrapSettings settings) {
  if (settings.replicates < 1) {
    throw Error(ErrorCode::kInvalidArgument, "expected at least one bootstrap replicate, got " +
                                                 std::to_string(settings.replicates));
  }
}

int resampled_count(Proportion proportion, RandomStream& random) {
  int count = 0;
  for (int i = 0; i < proportion.total; ++i) {
    if (random.below(static_cast<size_t>(proportion.total)) <
        static_cast<size_t>(proportion.count)) {
      ++count;
    }
  }
  return count;
}

std::vector<double> resampled_rates(const Confusion& confusion, RateFunction rate,
                                    BootstrapSettings settings) {
  RandomStream random(settings.seed, "metrics/bootstrap");
  Confusion resample = confusion;
  std::vector<double> rates;
  for (int i = 0; i < settings.replicates; ++i) {
    resample.true_positive =
        resampled_count({confusion.true_positive, confusion.positives()}, random);
    resample.false_negative = confusion.positives() - resample.true_positive;
    resample.true_negative =
        resampled_count({confusion.true_negative, confusion.negatives()}, random);
    resample.false_positive = confusion.negatives() - resample.true_negative;
    if (const Rate value = rate(resample)) rates.push_back(*value);
  }
  return rates;
}

// Draws cases of both classes with replacement, as counts per group.
class GroupResampler {
 public:
  GroupResampler(std::vector<ScoreGroup> groups, uint64_t seed)
      : resample_(std::move(groups)), random_(seed, "metrics/bootstrap of scores") {
    for (size_t i = 0; i < resample_.size(); ++i) {
      positives_.insert(positives_.end(), static_cast<size_t>(resample_[i].positives), i);
      negatives_.insert(negatives_.end(), static_cast<size_t>(resample_[i].negatives), i);
    }
  }

  std::span<const ScoreGroup> draw() {
    for (ScoreGroup& group : resample_) group.positives = group.negatives = 0;
    draw_class(positives_, &ScoreGroup::positives);
    draw_class(negatives_, &ScoreGroup::negatives);
    return resample_;
  }

 private:
  void draw_class(const std::vector<size_t>& groups, int ScoreGroup::*count) {
    for (size_t i = 0; i < groups.size(); ++i) {
      ++(resample_[groups[random_.below(groups.size())]].*count);
    }
  }

  std::vector<ScoreGroup> resample_;
  std::vector<size_t> positives_;  // the group of every positive case
  std::vector<size_t> negatives_;
  RandomStream random_;
};

Estimate percentile_estimate(double value, std::vector<double> resampled, int replicates) {
  std::ranges::sort(resampled);
  Estimate estimate{.value = value, .method = IntervalMethod::kBootstrap};
  estimate.degenerate = !resampled.empty() && resampled.front() == resampled.back();
  const double undefined_share = 1 - static_cast<double>(resampled.size()) / replicates;
  if (!estimate.degenerate && undefined_share <= kAllowedUndefinedShare) {
    estimate.interval = {quantile(resampled, 0.025), quantile(resampled, 0.975)};
  }
  return estimate;
}

}  // namespace

Estimate bootstrap_estimate(const Confusion& confusion, RateFunction rate,
                            BootstrapSettings settings) {
  check_settings(settings);
  const Rate value = rate(confusion);
  if (!value) return {};
  return percentile_estimate(*value, resampled_rates(confusion, rate, settings),
                             settings.replicates);
}

Estimate bootstrap_estimate(std::span<const ScoredCase> cases, ScoreMeasure measure,
                            BootstrapSettings settings) {
  check_settings(settings);
  check_cases(cases);
  const std::vector<ScoreGroup> groups = grouped_by_score(cases);
  const std::optional<double> value = measure(groups);
  if (!value) return {};
  GroupResampler resampler(groups, settings.seed);
  std::vector<double> resampled;
  for (int i = 0; i < settings.replicates; ++i) {
    if (const auto drawn = measure(resampler.draw())) resampled.push_back(*drawn);
  }
  return percentile_estimate(*value, std::move(resampled), settings.replicates);
}

}  // namespace myolens
