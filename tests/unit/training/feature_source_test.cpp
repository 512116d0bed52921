#include "myolens/training/feature_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::ElementsAre;

constexpr LayerId kPooled = 4;
constexpr LayerId kClinical = 5;

// Three samples of two rows each: {10, 11}, {12, 13}, ...; clinical values {1, 2}, {3, 4}, {5, 6}.
class FeaturesWithClinicalTest : public testing::Test {
 protected:
  const MemoryFeatures pictures_{{kPooled}, {{10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21}}, 6};
  const FeaturesWithClinical both_{pictures_, kClinical, {1, 2, 3, 4, 5, 6}, 2};
};

TEST_F(FeaturesWithClinicalTest, GiveEveryVariantOfASampleItsValues) {
  EXPECT_EQ(both_.rows(), 6U);
  EXPECT_EQ(both_.size_of(kPooled), 2U);
  EXPECT_EQ(both_.size_of(kClinical), 2U);
  const std::vector<LayerId> layers{kPooled, kClinical};
  const std::vector<size_t> wanted{5, 0, 1};
  const auto values = both_.gather(layers, wanted);
  EXPECT_THAT(values,
              ElementsAre(ElementsAre(20, 21, 10, 11, 12, 13), ElementsAre(5, 6, 1, 2, 1, 2)));
}

TEST_F(FeaturesWithClinicalTest, KeepTheOrderOfTheLayersAskedFor) {
  const std::vector<LayerId> layers{kClinical, kPooled, kClinical};
  const std::vector<size_t> wanted{2};
  EXPECT_THAT(both_.gather(layers, wanted),
              ElementsAre(ElementsAre(3, 4), ElementsAre(14, 15), ElementsAre(3, 4)));
}

TEST_F(FeaturesWithClinicalTest, KnowNoOtherLayers) {
  const std::vector<LayerId> layers{LayerId{6}};
  const std::vector<size_t> wanted{0};
  EXPECT_THAT([&] { both_.gather(layers, wanted); },
              FailsWith(ErrorCode::kInternal, testing::HasSubstr("not kept")));
}

}  // namespace
}  // namespace myolens
