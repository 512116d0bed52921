#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/program/small_cohort.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct RefusedRows {
  std::string name;
  std::string what;
  Words words;
  std::string message;
};

class RefusedComparison : public testing::TestWithParam<RefusedRows> {};

TEST_P(RefusedComparison, SaysWhyAndLeavesNothing) {
  TemporaryFolder folder;
  const fs::path out = folder / "comparison";
  const RunResult result = run_myolens(Words{"compare", GetParam().what} +
                                       SmallCohort::shared().common_words(out) + GetParam().words);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr(GetParam().message));
  EXPECT_FALSE(fs::exists(out));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RefusedComparison,
    testing::Values(
        RefusedRows{"AnUnknownReference",
                    "strategies",
                    {"--reference", "warmup"},
                    "(did you mean \"warm-up\"?)"},
        RefusedRows{"AnUnknownStrategy",
                    "strategies",
                    {"--strategies", "two-stage,warm-upp"},
                    "(did you mean \"warm-up\"?)"},
        RefusedRows{"AnUnknownBackbone",
                    "backbones",
                    {"--backbones", "resnet50,mobilnet"},
                    "(did you mean \"mobilenet\"?)"},
        RefusedRows{"AnUnknownKind", "strategie", {}, "strategies"},
        RefusedRows{"CrossValidation", "strategies", {"--protocol", "crossval"}, "one test part"},
        RefusedRows{"ARateOfZero", "strategies", {"--rate-decay", "0"}, "rate decay"}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace myolens
