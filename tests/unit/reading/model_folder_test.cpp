#include "myolens/reading/model_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/small_bundle.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

TEST(ModelFolder, IsABundleOrARunThatHoldsOne) {
  const TemporaryFolder folder;
  write_bundle(small_bundle(), folder / "run/bundle");
  EXPECT_EQ(read_model(folder / "run").backbone, "resnet50v2");
  EXPECT_EQ(read_model(folder / "run/bundle").backbone, "resnet50v2");
}

TEST(ModelFolder, IsAnEnsembleWhereSeveralMayAnswer) {
  const TemporaryFolder folder;
  write_bundle(small_bundle(), folder / "bundle");
  EnsembleDescription description;
  description.combination = mean_of(2);
  description.members = {"a", "b"};
  description.labels = small_bundle().labels;
  description.threshold = 0.25;
  write_ensemble(description, {folder / "bundle", folder / "bundle"}, folder / "ensemble");
  const CaseReader several = open_reader(folder / "ensemble", 1);
  EXPECT_EQ(several.members(), 2U);
  EXPECT_EQ(several.summary().threshold, 0.25);
  EXPECT_EQ(open_reader(folder / "bundle", 1).members(), 1U);
  EXPECT_THAT([&] { read_model(folder / "ensemble"); },
              FailsWith(ErrorCode::kInvalidArgument, testing::HasSubstr("members/1")));
}

TEST(ModelFolder, SaysWhatToGiveWhenThereIsNoModel) {
  const TemporaryFolder folder;
  for (const auto& path : {folder.path(), folder / "missing"}) {
    EXPECT_THAT([&] { read_model(path); },
                FailsWith(ErrorCode::kNotFound, testing::HasSubstr("run folder")));
  }
}

}  // namespace
}  // namespace myolens
