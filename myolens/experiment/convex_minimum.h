// The minimum of a smooth convex function of a few parameters.
#pragma once

#include <cstddef>
#include <vector>

namespace myolens {

class ConvexFunction {
 public:
  virtual ~ConvexFunction() = default;

  virtual size_t parameters() const = 0;
  virtual double value(const std::vector<double>& parameters) const = 0;  // may be infinite
  virtual std::vector<double> gradient(const std::vector<double>& parameters) const = 0;
  // Second derivatives row by row, parameters x parameters; only the lower half is read. Positive
  // definite.
  virtual std::vector<double> curvature(const std::vector<double>& parameters) const = 0;
};

// From `start`, with the parameters marked in `nonnegative` kept at or above zero: Newton steps in
// the others and in those that a step does not push below zero, projected, and halved until they
// descend (Bertsekas, SIAM J Control Optim 1982;20:221). Errors: kInvalidArgument (lists of
// different lengths, a start below zero), kBadData (a curvature that is not positive definite),
// kInternal (no way down, no end).
std::vector<double> convex_minimum(const ConvexFunction& function, std::vector<double> start,
                                   const std::vector<bool>& nonnegative);

}  // namespace myolens
