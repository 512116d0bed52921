#include "myolens/metrics/recalibration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {

namespace {

constexpr int kSteps = 200;
constexpr int kHalvings = 60;
constexpr double kTolerance = 1e-10;  // of the last step; Newton's error is about its square
constexpr double kRounding = 1e-14;   // of a likelihood: a smaller fall is none

struct Observation {
  double logit = 0;
  int truth = 0;
};

struct Line {
  double intercept = 0;
  double slope = 1;

  double at(double logit) const { return intercept + slope * logit; }
};

Line operator+(Line one, Line other) {
  return {one.intercept + other.intercept, one.slope + other.slope};
}

Line operator*(double factor, Line line) { return {factor * line.intercept, factor * line.slope}; }

double size_of(Line line) { return std::abs(line.intercept) + std::abs(line.slope); }

double logit_of(double probability) {
  const double limited = std::clamp(probability, 1 - kMostCertain, kMostCertain);
  return std::log(limited / (1 - limited));
}

// By falling probability, so that sums do not depend on the order of the cases.
std::vector<Observation> observations_of(std::span<const ScoredCase> cases) {
  std::vector<Observation> observations;
  for (const ScoredCase& item : cases) observations.push_back({logit_of(item.score), item.truth});
  std::ranges::sort(observations, [](const Observation& a, const Observation& b) {
    return a.logit != b.logit ? a.logit > b.logit : a.truth > b.truth;
  });
  return observations;
}

double log_likelihood(const std::vector<Observation>& observations, Line line) {
  double sum = 0;
  for (const Observation& one : observations) {
    const double margin = one.truth == 1 ? line.at(one.logit) : -line.at(one.logit);
    sum += std::min(margin, 0.0) - std::log1p(std::exp(-std::abs(margin)));
  }
  return sum;
}

// Information and gradient at a line, with logits around their weighted mean, where the two
// coefficients do not disturb each other.
struct Curvature {
  double weight = 0;
  double mean_logit = 0;
  double spread = 0;
  double residual = 0;         // gradient by the intercept
  double residual_moment = 0;  // gradient by the slope, around mean_logit
};

Curvature curvature_at(const std::vector<Observation>& observations, Line line) {
  Curvature result;
  const auto weight_at = [&](double logit) {
    const double decay = std::exp(-std::abs(line.at(logit)));
    return decay / ((1 + decay) * (1 + decay));
  };
  double moment = 0;
  for (const Observation& one : observations) {
    result.weight += weight_at(one.logit);
    moment += weight_at(one.logit) * one.logit;
  }
  result.mean_logit = moment / result.weight;
  for (const Observation& one : observations) {
    const double distance = one.logit - result.mean_logit;
    const double residual = one.truth - 1 / (1 + std::exp(-line.at(one.logit)));
    result.spread += weight_at(one.logit) * distance * distance;
    result.residual += residual;
    result.residual_moment += residual * distance;
  }
  return result;
}

Line newton_step(const Curvature& at, bool slope_is_free) {
  const double level = at.residual / at.weight;
  if (!slope_is_free) return {level, 0};
  const double tilt = at.residual_moment / at.spread;
  return {level - tilt * at.mean_logit, tilt};
}

// Nothing when no maximum is found.
std::optional<Line> fitted_line(const std::vector<Observation>& observations, bool slope_is_free) {
  Line line;
  double likelihood = log_likelihood(observations, line);
  for (int i = 0; i < kSteps; ++i) {
    Line step = newton_step(curvature_at(observations, line), slope_is_free);
    if (!std::isfinite(size_of(step))) return std::nullopt;
    if (size_of(step) <= kTolerance * (1 + size_of(line))) return line + step;
    double next = log_likelihood(observations, line + step);
    for (int halving = 0; next < likelihood - kRounding * std::abs(likelihood); ++halving) {
      if (halving == kHalvings) return std::nullopt;
      step = 0.5 * step;
      next = log_likelihood(observations, line + step);
    }
    line = line + step;
    likelihood = next;
  }
  return std::nullopt;
}

Coefficient wald(double value, double variance) {
  const double half_width = kNormalQuantile95 * std::sqrt(variance);
  return {value, {value - half_width, value + half_width}};
}

struct LogitRange {
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -std::numeric_limits<double>::infinity();
};

RecalibrationState state_of(const std::vector<Observation>& observations) {
  LogitRange positives, negatives;
  for (const Observation& one : observations) {
    LogitRange& range = one.truth == 1 ? positives : negatives;
    range.lowest = std::min(range.lowest, one.logit);
    range.highest = std::max(range.highest, one.logit);
  }
  if (positives.lowest > positives.highest || negatives.lowest > negatives.highest) {
    return RecalibrationState::kOneClass;
  }
  if (observations.front().logit == observations.back().logit) {
    return RecalibrationState::kEqualProbabilities;
  }
  const bool apart = positives.lowest >= negatives.highest || negatives.lowest >= positives.highest;
  return apart ? RecalibrationState::kSeparated : RecalibrationState::kFitted;
}

}  // namespace

std::string_view recalibration_state_text(RecalibrationState state) {
  switch (state) {
    case RecalibrationState::kFitted:
      return "fitted";
    case RecalibrationState::kOneClass:
      return "undefined: cases of one class only";
    case RecalibrationState::kEqualProbabilities:
      return "no slope: all probabilities are equal";
    case RecalibrationState::kSeparated:
      return "no slope: the probabilities of the classes do not overlap";
  }
  throw Error(ErrorCode::kInternal, "unknown state of a recalibration");
}

Recalibration recalibrate(std::span<const ScoredCase> cases) {
  check_probabilities(cases);
  Recalibration result;
  result.limited = static_cast<int>(std::ranges::count_if(cases, [](const ScoredCase& item) {
    return item.score > kMostCertain || item.score < 1 - kMostCertain;
  }));
  const std::vector<Observation> observations = observations_of(cases);
  result.state = state_of(observations);
  if (result.state == RecalibrationState::kOneClass) return result;
  if (const auto line = fitted_line(observations, false)) {
    const Curvature at = curvature_at(observations, *line);
    result.in_the_large = wald(line->intercept, 1 / at.weight);
  }
  if (result.state != RecalibrationState::kFitted) return result;
  const auto line = fitted_line(observations, true);
  if (!line) {
    result.state = RecalibrationState::kSeparated;
    return result;
  }
  const Curvature at = curvature_at(observations, *line);
  result.slope = wald(line->slope, 1 / at.spread);
  result.intercept =
      wald(line->intercept, 1 / at.weight + at.mean_logit * at.mean_logit / at.spread);
  return result;
}

}  // namespace myolens
