#include "myolens/experiment/convex_minimum.h"

#include <algorithm>

#include "myolens/base/cholesky.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

using Vector = std::vector<double>;

constexpr int kMostSteps = 200;
constexpr int kMostHalvings = 40;
constexpr double kDescent = 1e-4;    // of what the slope promises (Armijo)
constexpr double kRounding = 1e-13;  // of the value
constexpr double kNear = 1e-14;      // fall that a step promises, of the value
constexpr double kAtBound = 1e-9;    // a parameter this close to zero may rest there

class Minimiser {
 public:
  Minimiser(const ConvexFunction& function, Vector start, const std::vector<bool>& nonnegative)
      : function_(function), nonnegative_(nonnegative), at_(std::move(start)) {}

  Vector run() {
    for (int i = 0; i < kMostSteps; ++i) {
      const double before = function_.value(at_);
      const double promised = choose_step();
      const bool near = promised <= kNear * std::abs(before);
      descend(before);
      if (near) return at_;  // the last step squared what was left
    }
    throw Error(ErrorCode::kInternal, "the minimum of a convex function was not reached");
  }

 private:
  // Returns by how much the value falls along the slope, parameters at their bound by what is left
  // of them.
  double choose_step() {
    gradient_ = function_.gradient(at_);
    free_.clear();
    for (size_t j = 0; j < at_.size(); ++j) {
      if (!nonnegative_[j] || at_[j] > kAtBound || gradient_[j] <= 0) free_.push_back(j);
    }
    step_ = gradient_;
    if (!free_.empty()) {
      const Vector newton = Cholesky(free_curvature(), free_.size()).solve(free_gradient());
      for (size_t k = 0; k < free_.size(); ++k) step_[free_[k]] = newton[k];
    }
    return promise(1, moved(1));
  }

  Vector free_gradient() const {
    Vector result;
    for (const size_t j : free_) result.push_back(gradient_[j]);
    return result;
  }

  Vector free_curvature() const {
    const Vector whole = function_.curvature(at_);
    Vector result(free_.size() * free_.size());
    for (size_t k = 0; k < free_.size(); ++k) {
      for (size_t l = 0; l <= k; ++l)
        result[k * free_.size() + l] = whole[free_[k] * at_.size() + free_[l]];
    }
    return result;
  }

  Vector moved(double share) const {
    Vector to = at_;
    for (size_t j = 0; j < to.size(); ++j) {
      to[j] -= share * step_[j];
      if (nonnegative_[j]) to[j] = std::max(to[j], 0.0);
    }
    return to;
  }

  double promise(double share, const Vector& to) const {
    double sum = 0;
    for (size_t j = 0, k = 0; j < at_.size(); ++j) {
      const bool is_free = k < free_.size() && free_[k] == j;
      sum += gradient_[j] * (is_free ? share * step_[j] : at_[j] - to[j]);
      k += is_free ? 1 : 0;
    }
    return sum;
  }

  void descend(double before) {
    double share = 1;
    for (int i = 0; i < kMostHalvings; ++i, share /= 2) {
      Vector to = moved(share);
      const double allowed = before - kDescent * promise(share, to) + kRounding * std::abs(before);
      if (function_.value(to) <= allowed) {
        at_ = std::move(to);
        return;
      }
    }
    throw Error(ErrorCode::kInternal, "a convex function has no way down");
  }

  const ConvexFunction& function_;
  const std::vector<bool>& nonnegative_;
  Vector at_;
  Vector gradient_;
  Vector step_;
  std::vector<size_t> free_;  // ascending: not resting at their bound
};

}  // namespace

Vector convex_minimum(const ConvexFunction& function, Vector start,
                      const std::vector<bool>& nonnegative) {
  bool fits = start.size() == function.parameters() && nonnegative.size() == start.size();
  for (size_t j = 0; fits && j < start.size(); ++j) fits = !nonnegative[j] || start[j] >= 0;
  if (!fits) {
    throw Error(ErrorCode::kInvalidArgument,
                "a minimum is looked for from one value per parameter, within their bounds");
  }
  return Minimiser(function, std::move(start), nonnegative).run();
}

}  // namespace myolens
