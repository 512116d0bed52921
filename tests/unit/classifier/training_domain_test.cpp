#include "myolens/classifier/training_domain.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/random.h"
#include "myolens/imaging/colour_scale.h"
#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kSide = 64;

// A heart seen from the apex: a dark septal rim on the left, a darker wall below, sometimes a round
// defect anywhere.
Image drawn_map(int number, const char* scale = "cool") {
  RandomStream random(7, "map " + std::to_string(number));
  const bool defect = random.chance(0.5);
  const double defect_x = random.uniform(-0.6, 0.6);
  const double defect_y = random.uniform(-0.6, 0.6);
  const double depth = random.uniform(0.1, 0.3);
  const double septum = random.uniform(0.3, 0.5);
  Image map(kSide, kSide, 3);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const double u = 2 * (x + 0.5) / kSide - 1;
      const double v = 2 * (y + 0.5) / kSide - 1;
      if (std::hypot(u, v) > 1) continue;
      double uptake = 0.95 - 0.15 * std::max(v, 0.0) -
                      septum * std::exp(-std::pow((u + 1) / 0.25, 2)) + 0.01 * random.normal();
      if (defect) {
        const double distance = std::hypot(u - defect_x, v - defect_y) / 0.3;
        uptake -= depth * std::exp(-distance * distance);
      }
      const Rgb colour = colour_for(find_colour_scale(scale), uptake);
      std::ranges::copy(colour, map.pixel(x, y));
    }
  }
  return map;
}

template <typename Place>
Image laid(const Image& map, const Place& place) {
  Image result = map;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const auto [from_x, from_y] = place(x, y);
      std::copy_n(map.pixel(from_x, from_y), 3, result.pixel(x, y));
    }
  }
  return result;
}

constexpr int kLast = kSide - 1;
Image mirrored(const Image& map) {
  return laid(map, [](int x, int y) { return std::pair{kLast - x, y}; });
}
Image turned_by_90(const Image& map) {
  return laid(map, [](int x, int y) { return std::pair{kLast - y, x}; });
}
Image turned_by_180(const Image& map) {
  return laid(map, [](int x, int y) { return std::pair{kLast - x, kLast - y}; });
}

class TrainingDomainTest : public testing::Test {
 protected:
  static constexpr int kMaps = 120;
  static constexpr int kNewMaps = 60;

  static void SetUpTestSuite() {
    std::vector<MapSignature> maps;
    std::vector<size_t> folds;
    for (int i = 0; i < kMaps; ++i) {
      maps.push_back(map_signature(drawn_map(i)));
      folds.push_back(static_cast<size_t>(i) % kDomainFolds);
    }
    domain_ = TrainingDomain::learn(maps, folds);
  }

  static std::vector<std::string> reasons(const Image& map) {
    return domain_.judge(map_signature(map)).reasons;
  }

  // Of maps that were not in the training, changed; with the reason, or with any.
  template <typename Change>
  static int refused(const Change& change, const std::string& reason = "") {
    int count = 0;
    for (int i = kMaps; i < kMaps + kNewMaps; ++i) {
      const auto found = reasons(change(drawn_map(i)));
      count += std::ranges::any_of(
          found, [&](const std::string& text) { return text.find(reason) != text.npos; });
    }
    return count;
  }

  static inline TrainingDomain domain_;
};

TEST_F(TrainingDomainTest, PassesNewMapsOfTheSameKind) {
  // Each of the three tests refuses a hundredth by its construction.
  EXPECT_LE(refused([](const Image& map) { return map; }), 5);
  EXPECT_LE(domain_.refused_share(), 3 * kStrangeRank + 1e-12);
}

TEST_F(TrainingDomainTest, SeesHowAMapWasLaidDown) {
  EXPECT_GE(refused(mirrored, "mirrored left to right"), 55);
  EXPECT_GE(refused(turned_by_90, "turned by 90 degrees"), 55);
  EXPECT_GE(refused(turned_by_180, "turned by 180 degrees"), 50);
}

TEST_F(TrainingDomainTest, SeesOtherColours) {
  for (const char* scale : {"grey", "hot_iron", "rainbow", "viridis"}) {
    for (int i = kMaps; i < kMaps + 5; ++i)
      EXPECT_THAT(reasons(drawn_map(i, scale)), Contains(HasSubstr("colours"))) << scale;
  }
}

// The wall as a ring around the dark chamber, in the training's colours.
Image short_axis_slice(const Image& map) {
  Image slice = map;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const double r = std::hypot(2 * (x + 0.5) / kSide - 1, 2 * (y + 0.5) / kSide - 1);
      if (r < 0.45 || r > 0.85) std::fill_n(slice.pixel(x, y), 3, uint8_t{0});
    }
  }
  return slice;
}

TEST_F(TrainingDomainTest, SeesAnotherDisplayOfTheHeart) {
  EXPECT_EQ(refused(short_axis_slice, "farther from the training maps"), kNewMaps);
}

TEST_F(TrainingDomainTest, RefusesAColourWheelAndNoise) {
  Image wheel(kSide, kSide, 3);
  Image noise(kSide, kSide, 3);
  RandomStream random(1, "noise");
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const double angle = std::atan2(y - kSide / 2.0, x - kSide / 2.0);
      for (int c = 0; c < 3; ++c) {
        wheel.pixel(x, y)[c] = static_cast<uint8_t>(127 + 127 * std::cos(angle + 2.1 * c));
        noise.pixel(x, y)[c] = static_cast<uint8_t>(random.below(256));
      }
    }
  }
  EXPECT_THAT(reasons(wheel), Contains(HasSubstr("colours")));
  EXPECT_THAT(reasons(noise), Contains(HasSubstr("farther from the training maps")));
}

TEST_F(TrainingDomainTest, ComesBackFromItsTensors) {
  const TrainingDomain again = TrainingDomain::from(domain_.tensors());
  EXPECT_EQ(again.maps(), domain_.maps());
  const MapSignature map = map_signature(mirrored(drawn_map(kMaps + 1)));
  EXPECT_EQ(again.judge(map).ranks, domain_.judge(map).ranks);
  EXPECT_EQ(again.judge(map).reasons, domain_.judge(map).reasons);
}

TEST_F(TrainingDomainTest, RefusesDamagedTensors) {
  const auto with = [](const std::string& name, std::vector<float> values) {
    WeightSet tensors = domain_.tensors();
    tensors.set("training_domain", name,
                make_tensor({static_cast<int64_t>(values.size())}, values));
    return [tensors] { return TrainingDomain::from(tensors); };
  };
  EXPECT_THAT(with("appearance_mean", {1, 2}), FailsWith(ErrorCode::kBadFormat, HasSubstr("mean")));
  EXPECT_THAT(with("orientation_offsets", std::vector<float>(8, NAN)),
              FailsWith(ErrorCode::kBadFormat, HasSubstr("orientation_offsets")));
  EXPECT_THAT(with("appearance_factor", std::vector<float>(192 * 192)),
              FailsWith(ErrorCode::kBadFormat, HasSubstr("inverted")));
  EXPECT_THAT(with("held_out_appearance", {1}), FailsWith(ErrorCode::kBadFormat, HasSubstr("few")));
  EXPECT_THAT(with("held_out_colours", std::vector<float>(30)),
              FailsWith(ErrorCode::kBadFormat, HasSubstr("held_out_colours")));
}

TEST(TrainingDomain, OfTooFewMapsPassesEverything) {
  const std::vector<MapSignature> maps(kLeastDomainMaps - 1, map_signature(drawn_map(1)));
  const TrainingDomain domain = TrainingDomain::learn(maps, std::vector<size_t>(maps.size(), 0));
  EXPECT_FALSE(domain.known());
  EXPECT_THAT(domain.judge(map_signature(drawn_map(2, "grey"))).reasons, IsEmpty());
  EXPECT_FALSE(TrainingDomain::from(domain.tensors()).known());
}

TEST(TrainingDomain, OfAlikeMapsCanBeLearned) {
  const std::vector<MapSignature> maps(40, map_signature(drawn_map(1)));
  std::vector<size_t> folds;
  for (size_t i = 0; i < maps.size(); ++i) folds.push_back(i % kDomainFolds);
  const TrainingDomain domain = TrainingDomain::learn(maps, folds);
  EXPECT_THAT(domain.judge(maps[0]).reasons, IsEmpty());
  EXPECT_THAT(domain.judge(map_signature(drawn_map(1, "grey"))).reasons, testing::Not(IsEmpty()));
}

TEST(TrainingDomain, NeedsAFoldForEveryMap) {
  const std::vector<MapSignature> maps(40, map_signature(drawn_map(1)));
  const auto misfit = FailsWith(ErrorCode::kInvalidArgument, HasSubstr("fold"));
  EXPECT_THAT([&] { TrainingDomain::learn(maps, std::vector<size_t>(39)); }, misfit);
  EXPECT_THAT([&] { TrainingDomain::learn(maps, std::vector<size_t>(40, 5)); }, misfit);
}

TEST(DomainModels, DistanceIsThatOfLedoitAndWolf) {
  // sklearn.covariance.LedoitWolf 1.9: shrinkage, then mahalanobis().
  const std::vector<std::vector<double>> rows{{.1, .5, .9}, {.2, .4, .8}, {.4, .1, .7},
                                              {.3, .6, .2}, {.9, .2, .5}, {.7, .8, .1}};
  std::vector<MapSignature> maps(rows.size());
  std::vector<const MapSignature*> pointers;
  for (size_t i = 0; i < rows.size(); ++i) {
    maps[i].appearance = rows[i];
    pointers.push_back(&maps[i]);
  }
  const AppearanceModel model = AppearanceModel::fit(pointers);
  MapSignature middle;
  middle.appearance = {.5, .5, .5};
  MapSignature corner;
  corner.appearance = {0, 1, 0};
  EXPECT_NEAR(model.distance(middle), 0.12765026, 1e-5);
  EXPECT_NEAR(model.distance(corner), 10.49453411, 1e-4);
}

TEST(MapSignature, LaysAMapDownInEightWays) {
  std::vector<double> grid(256);
  grid[16 * 2 + 5] = 1;  // row 2, column 5
  const auto laid_down = all_orientations(grid);
  const auto place = [&](size_t orientation) {
    const auto& values = laid_down[orientation];
    const auto at = std::ranges::find(values, 1.0) - values.begin();
    return std::pair{at / 16, at % 16};
  };
  EXPECT_EQ(place(0), std::pair(2L, 5L));
  EXPECT_EQ(place(1), std::pair(10L, 2L));  // counter-clockwise
  EXPECT_EQ(place(2), std::pair(13L, 10L));
  EXPECT_EQ(place(3), std::pair(5L, 13L));
  EXPECT_EQ(place(4), std::pair(2L, 10L));
  EXPECT_EQ(place(6), std::pair(13L, 5L));  // mirrored top to bottom
}

TEST(MapSignature, WantsASquareInColours) {
  const auto refused = FailsWith(ErrorCode::kInvalidArgument, HasSubstr("square"));
  EXPECT_THAT([] { map_signature(Image(64, 63, 3)); }, refused);
  EXPECT_THAT([] { map_signature(Image(64, 64, 1)); }, refused);
  EXPECT_THAT([] { map_signature(Image()); }, refused);
  EXPECT_THAT(map_signature(Image(64, 64, 3)).brightness, testing::Each(0.0));
}

}  // namespace
}  // namespace myolens
