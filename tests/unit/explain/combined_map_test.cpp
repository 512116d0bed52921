#include "myolens/explain/combined_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::_;
using testing::ElementsAre;

FloatImage cells(int width, int height, std::vector<float> values) {
  FloatImage map(width, height, 1);
  map.samples = std::move(values);
  return map;
}

double mean(const FloatImage& map) {
  return std::accumulate(map.samples.begin(), map.samples.end(), 0.0) /
         static_cast<double>(map.samples.size());
}

TEST(CombinedMap, IsTheSumOfTheWeightedMaps) {
  const std::vector<MemberMap> maps{{cells(2, 1, {1, -2}), 0.5}, {cells(2, 1, {4, 0}), 0.25}};
  EXPECT_THAT(combined_map(CamMethod::kCam, maps, {2, 1}).samples, ElementsAre(1.5f, -1.0f));
  EXPECT_THAT(combined_map(CamMethod::kGradCam, maps, {2, 1}).samples, ElementsAre(3.0f, -2.0f))
      << "two cells that share the evidence";
}

// The evidence, the sum of Grad-CAM's cells, counts alike in maps of 2 x 2 and 4 x 4 cells.
TEST(CombinedMap, TreatsGridsOfAnySizeAlike) {
  const MemberMap coarse{cells(2, 2, std::vector<float>(4, 0.25f)), 1};
  const MemberMap fine{cells(4, 4, std::vector<float>(16, 1.0f / 16)), 1};
  for (const auto& maps : {std::vector{coarse}, std::vector{fine}}) {
    for (const float value : combined_map(CamMethod::kGradCam, maps, {8, 8}).samples)
      EXPECT_NEAR(value, 1, 1e-6);
  }
  const std::vector<MemberMap> against{coarse, {fine.cells, -1}};
  EXPECT_NEAR(mean(combined_map(CamMethod::kGradCam, against, {8, 8})), 0, 1e-6);
}

TEST(CombinedMap, LeavesOutAMemberWithoutWeight) {
  const std::vector<MemberMap> maps{{cells(1, 1, {3}), 2}, {cells(1, 1, {100}), 0}};
  EXPECT_THAT(combined_map(CamMethod::kCam, maps, {1, 1}).samples, ElementsAre(6));
}

TEST(CombinedMap, NeedsMaps) {
  const auto wrong = FailsWith(ErrorCode::kInvalidArgument, _);
  EXPECT_THAT([] { combined_map(CamMethod::kCam, {}, {1, 1}); }, wrong);
  const std::vector<MemberMap> empty{{FloatImage{}, 1}};
  EXPECT_THAT([&] { combined_map(CamMethod::kCam, empty, {1, 1}); }, wrong);
}

}  // namespace
}  // namespace myolens
