#include "myolens/classifier/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/classifier/stored_weights.h"
#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"

namespace myolens {
namespace {

StoreEntry entry_of_resnet50(bool has_top) {
  StoreEntry entry;
  entry.name = entry.backbone = "resnet50";
  entry.has_top = has_top;
  return entry;
}

TEST(ImageNetProbe, ListsTheLikeliestClassesFalling) {
  const StoreEntry entry = entry_of_resnet50(true);
  const WeightSet weights = filled_weights(graph_of(entry), {1, 1.5});
  const auto all = probe_imagenet(entry, weights, small_picture(1, 224), 1000, 2);
  ASSERT_EQ(all.size(), 1000U);
  double sum = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    sum += all[i].probability;
    EXPECT_LT(all[i].index, 1000U);
    EXPECT_GE(all[i == 0 ? 0 : i - 1].probability, all[i].probability);
  }
  EXPECT_NEAR(sum, 1, 1e-5);
  const auto five = probe_imagenet(entry, weights, small_picture(1, 224), 5, 2);
  ASSERT_EQ(five.size(), 5U);
  EXPECT_EQ(five[0].index, all[0].index);
}

TEST(ImageNetProbe, NeedsTheImageNetTop) {
  const StoreEntry bare = entry_of_resnet50(false);
  const WeightSet weights = filled_weights(graph_of(bare), {1, 1.5});
  EXPECT_THAT([&] { probe_imagenet(bare, weights, small_picture(1, 224), 5, 1); },
              FailsWith(ErrorCode::kBadData, testing::HasSubstr("no ImageNet top")));
  EXPECT_THAT(
      [&] { probe_imagenet(entry_of_resnet50(true), weights, small_picture(1, 224), 5, 1); },
      FailsWith(ErrorCode::kBadData, testing::HasSubstr("predictions/kernel")));
}

}  // namespace
}  // namespace myolens
