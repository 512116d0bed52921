#include "apps/myolens/exit_codes.h"

#include <gtest/gtest.h>

namespace myolens {
namespace {

TEST(ExitCodes, TellJobUsageAndInputApart) {
  const std::pair<ErrorCode, int> expected[] = {
      {ErrorCode::kInvalidArgument, 2},  {ErrorCode::kNotFound, 3},
      {ErrorCode::kBadFormat, 3},        {ErrorCode::kBadData, 3},
      {ErrorCode::kChecksumMismatch, 3}, {ErrorCode::kLimitExceeded, 3},
      {ErrorCode::kReadFailed, 1},       {ErrorCode::kWriteFailed, 1},
      {ErrorCode::kUnavailable, 1},      {ErrorCode::kInternal, 1},
  };
  for (const auto& [code, exit_code] : expected) {
    EXPECT_EQ(exit_code_for(code), exit_code) << error_code_name(code);
  }
}

}  // namespace
}  // namespace myolens
