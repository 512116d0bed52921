#include "myolens/training/frozen_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/classifier/classifier.h"
#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"
#include "tests/unit/training/drawn_images.h"

namespace myolens {
namespace {

using testing::_;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr size_t kImages = 10;  // one batch of eight and a rest

class FrozenFeaturesTest : public testing::Test {
 protected:
  FrozenFeatures compute(const std::vector<LayerId>& layers, int threads) {
    return compute_frozen_features(bundle_, network_.graph, layers, images_.files, threads,
                                   progress_);
  }

  const TemporaryFolder folder_;
  const TrainingImages images_ = drawn_images(folder_, kImages);
  const ModelBundle bundle_ = small_bundle();
  const ClassifierGraph network_ = build_classifier_graph(bundle_);
  SilentProgress progress_;
};

// Training and prediction see the same numbers, bit for bit.
TEST_F(FrozenFeaturesTest, AreWhatPredictionSees) {
  const FrozenFeatures features = compute({network_.head.features}, 2);
  Classifier classifier(bundle_, 1);
  const size_t size = features.size_of(0);
  ASSERT_EQ(features.values[0].size(), kImages * size);
  for (const size_t i : {size_t{0}, kImages - 1}) {
    const auto bytes = read_file(images_.files[i]);
    const auto expected = classifier.predict(decode_picture(bytes, "test")).features;
    const auto first = features.values[0].begin() + static_cast<std::ptrdiff_t>(i * size);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), first)) << i;
  }
}

TEST_F(FrozenFeaturesTest, DoNotDependOnTheThreads) {
  const std::vector<LayerId> layers{network_.head.pooled, network_.graph.find("conv4_block1_out")};
  EXPECT_EQ(compute(layers, 1).values, compute(layers, 2).values);
}

TEST_F(FrozenFeaturesTest, NameAPictureThatCannotBeRead) {
  write_file(images_.files[3], std::string_view("no picture"));
  EXPECT_THAT([&] { compute({network_.head.pooled}, 2); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("map_3.png")));
}

TEST(GatheredBatch, CopiesTheRowsOfTheLayersInTheOrderAsked) {
  const FrozenFeatures features{{5, 9}, {{1, 2, 3}, {10, 11, 20, 21, 30, 31}}, 3};
  const std::vector<size_t> rows{2, 0};
  const GatheredBatch gathered(features, {9, 5}, rows);
  const TailBatch batch = gathered.batch();
  EXPECT_EQ(batch.samples, 2U);
  ASSERT_EQ(batch.inputs.size(), 2U);
  EXPECT_THAT(batch.inputs[0], ElementsAre(30, 31, 10, 11));
  EXPECT_THAT(batch.inputs[1], ElementsAre(3, 1));
}

TEST(GatheredBatch, NeedsACachedLayer) {
  const FrozenFeatures features{{5}, {{1, 2, 3}}, 3};
  const std::vector<size_t> rows{0};
  EXPECT_THAT([&] { GatheredBatch(features, {6}, rows); }, FailsWith(ErrorCode::kInternal, _));
}

}  // namespace
}  // namespace myolens
