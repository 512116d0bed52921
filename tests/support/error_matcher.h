// EXPECT_THAT(call, FailsWith(code, text matcher)) for a callable that should throw an Error.
#pragma once

#include <gmock/gmock.h>

#include "myolens/base/error.h"

namespace myolens {

MATCHER_P2(FailsWith, code, message, "") {
  try {
    arg();
  } catch (const Error& error) {
    *result_listener << "which says: " << error.what();
    return error.code() == code &&
           testing::ExplainMatchResult(message, std::string(error.what()), result_listener);
  }
  *result_listener << "which throws nothing";
  return false;
}

}  // namespace myolens
