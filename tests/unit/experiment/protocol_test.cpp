#include "myolens/experiment/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Protocols, AreFoundByTheirNames) {
  EXPECT_EQ(find_protocol("holdout"), Protocol::kHoldout);
  EXPECT_EQ(find_protocol("validation"), Protocol::kValidation);
  EXPECT_EQ(find_protocol("crossval"), Protocol::kCrossval);
  EXPECT_EQ(find_protocol("paper"), Protocol::kPaper);
  for (const Protocol protocol :
       {Protocol::kHoldout, Protocol::kValidation, Protocol::kCrossval, Protocol::kPaper})
    EXPECT_EQ(find_protocol(name_of(protocol)), protocol);
}

TEST(Protocols, AreSuggestedWhenMisspelt) {
  EXPECT_THAT([] { find_protocol("crosval"); },
              FailsWith(ErrorCode::kInvalidArgument,
                        AllOf(HasSubstr("\"crosval\""), HasSubstr("\"crossval\"?"))));
}

}  // namespace
}  // namespace myolens
