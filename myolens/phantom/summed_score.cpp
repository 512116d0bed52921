#include "myolens/phantom/summed_score.h"

namespace myolens {
namespace {

constexpr std::array<double, 4> kScoreLimits{.88, .76, .62, .45};

}  // namespace

int segment_score(double share_of_normal) {
  int score = 0;
  for (const double limit : kScoreLimits) {
    if (share_of_normal < limit) ++score;
  }
  return score;
}

int summed_score(const SegmentValues& shares_of_normal) {
  int sum = 0;
  for (const double share : shares_of_normal) sum += segment_score(share);
  return sum;
}

}  // namespace myolens
