#include "myolens/metrics/prevalence.h"

#include <string>

#include "myolens/base/error.h"
#include "myolens/base/number_text.h"

namespace myolens {

namespace {

void check_share(double share, const std::string& name) {
  if (share > 0 && share < 1) return;
  throw Error(ErrorCode::kInvalidArgument,
              "expected a " + name + " between 0 and 1, without these, got " + exact_text(share));
}

}  // namespace

double at_prevalence(double probability, PrevalenceShift shift) {
  check_share(shift.from, "training prevalence");
  check_share(shift.to, "prevalence");
  if (!(probability >= 0 && probability <= 1)) {
    throw Error(ErrorCode::kInvalidArgument,
                "expected a probability from 0 to 1, got " + exact_text(probability));
  }
  const double positive = probability * shift.to * (1 - shift.from);
  const double negative = (1 - probability) * shift.from * (1 - shift.to);
  return positive / (positive + negative);
}

}  // namespace myolens
