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

TEST(ModelFolder, SaysWhatToGiveWhenThereIsNoModel) {
  const TemporaryFolder folder;
  for (const auto& path : {folder.path(), folder / "missing"}) {
    EXPECT_THAT([&] { read_model(path); },
                FailsWith(ErrorCode::kNotFound, testing::HasSubstr("run folder")));
  }
}

}  // namespace
}  // namespace myolens
