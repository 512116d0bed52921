#include "myolens/experiment/baselines.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

constexpr int kSide = 80;
constexpr Disc kDisc{kSide / 2.0, kSide / 2.0, kSide / 2.0};

// A grey map of uptake `level` with a lower half plane of uptake `below`.
Image map_of(double level, double below) {
  Image image(kSide, kSide, 3);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      if (std::hypot(x + 0.5 - kDisc.centre_x, y + 0.5 - kDisc.centre_y) > kDisc.radius) continue;
      std::fill_n(image.pixel(x, y), 3,
                  static_cast<uint8_t>(std::lround(255 * (y < kSide / 2 ? level : below))));
    }
  }
  return image;
}

PreparedMap prepared(double level, double below) {
  return {map_of(level, below), kDisc, kDisc, {}};
}

class BaselinesTest : public testing::Test {
 protected:
  void add(const std::string& label, const std::string& sex, double below) {
    const auto file = folder_ / (std::to_string(cohort_.cohort.entries.size()) + ".png");
    write_file(file, encode_png(map_of(1, below)));
    cohort_.cohort.entries.push_back(
        {"P" + std::to_string(cohort_.cohort.entries.size()), file, label, {{"sex", sex}}});
    cohort_.discs.push_back(kDisc);
    cohort_.colour_scales.emplace_back();
    entries_.push_back(entries_.size());
  }
  BaselineScorer scorer() const { return BaselineScorer(learn_normal_maps(cohort_, entries_, 2)); }

  const TemporaryFolder folder_;
  PreparedCohort cohort_{{{}, {"CAD", "non-CAD"}, "CAD", {"sex"}, {}, {}, true}, {}, {}, {}};
  std::vector<size_t> entries_;
};

TEST_F(BaselinesTest, MeasureTheShareOfTheDiscBelowHalf) {
  for (int i = 0; i < 3; ++i) add("non-CAD", "", 0.9);
  const BaselineScorer baselines = scorer();
  EXPECT_EQ(baselines.score(prepared(1, 0.9), {}).share_below_half, 0);
  EXPECT_NEAR(baselines.score(prepared(1, 0.3), {}).share_below_half, 0.5,
              0.02);  // pixels at the edge
}

TEST_F(BaselinesTest, ScoreADeficitAgainstTheNormalMapsOnly) {
  for (const double below : {0.9, 0.92, 0.94}) add("non-CAD", "", below);
  for (int i = 0; i < 3; ++i) add("CAD", "", 0.2);  // must not count as normal
  const BaselineScorer baselines = scorer();
  EXPECT_EQ(baselines.score(prepared(1, 0.92), {}).deficit, 0);
  // Half of the disc lies far more than six deviations below normal and scores the limit of 4.
  EXPECT_NEAR(baselines.score(prepared(1, 0.3), {}).deficit, 2, 0.1);
}

TEST_F(BaselinesTest, UseTheNormalMapsOfTheSexWhenThereAreEnough) {
  for (int i = 0; i < NormalMaps::kEnoughMaps; ++i) add("non-CAD", "F", 0.5);
  for (int i = 0; i + 1 < NormalMaps::kEnoughMaps; ++i) add("non-CAD", "M", 0.9);
  const BaselineScorer baselines = scorer();
  const PreparedMap half = prepared(1, 0.5);
  EXPECT_EQ(baselines.score(half, {.sex = "F"}).deficit, 0);
  EXPECT_EQ(baselines.score(half, {.sex = "M"}).deficit, baselines.score(half, {}).deficit)
      << "one map too few: all of them";
  EXPECT_GT(baselines.score(prepared(1, 0.35), {.sex = "F"}).deficit,
            baselines.score(prepared(1, 0.35), {}).deficit);
}

TEST_F(BaselinesTest, NeedTwoNormalMaps) {
  add("non-CAD", "", 0.9);
  add("CAD", "", 0.3);
  EXPECT_THAT([&] { scorer().score(prepared(1, 0.5), {}); },
              FailsWith(ErrorCode::kBadData, testing::_));
}

}  // namespace
}  // namespace myolens
