#include "myolens/base/cholesky.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The example of Golub and Van Loan's kind: L = [[2, 0, 0], [6, 1, 0], [-8, 5, 3]], A = L L'.
const std::vector<double> kMatrix{4, 12, -16, 12, 37, -43, -16, -43, 98};

TEST(Cholesky, FactorsAMatrixOfWholeNumbers) {
  EXPECT_THAT(Cholesky(kMatrix, 3).lower(), ElementsAre(2, 0, 0, 6, 1, 0, -8, 5, 3));
}

TEST(Cholesky, ReadsTheLowerHalfOnly) {
  EXPECT_THAT(Cholesky({4, 99, 99, 12, 37, 99, -16, -43, 98}, 3).lower(),
              ElementsAre(2, 0, 0, 6, 1, 0, -8, 5, 3));
}

TEST(Cholesky, SolvesForWhatTheMatrixWasMultipliedWith) {
  // kMatrix x (1, 2, 3) = (-20, -43, 192).
  EXPECT_THAT(Cholesky(kMatrix, 3).solve({-20, -43, 192}), ElementsAre(1, 2, 3));
}

TEST(Cholesky, QuadraticFormOfTheInverse) {
  // (1, 2, 3) A (1, 2, 3)' = 470 = y' A^-1 y with y = A (1, 2, 3)'.
  EXPECT_DOUBLE_EQ(inverse_quadratic_form(Cholesky(kMatrix, 3).lower(), {-20, -43, 192}), 470);
}

TEST(Cholesky, RefusesWhatIsNotPositiveDefinite) {
  const auto factor = [](std::vector<double> matrix, size_t size) {
    return [=] { return Cholesky(matrix, size); };
  };
  const auto bad = FailsWith(ErrorCode::kBadData, HasSubstr("positive definite"));
  EXPECT_THAT(factor({1, 2, 2, 1}, 2), bad);
  EXPECT_THAT(factor({0}, 1), bad);
  EXPECT_THAT(factor({NAN}, 1), bad);
  const auto misfit = FailsWith(ErrorCode::kInvalidArgument, HasSubstr("square"));
  EXPECT_THAT(factor({1, 2}, 2), misfit);
  EXPECT_THAT([] { return Cholesky({1}, 1).solve({1, 2}); }, misfit);
  EXPECT_THAT([] { return inverse_quadratic_form(std::vector{1.0}, {1, 2}); }, misfit);
}

}  // namespace
}  // namespace myolens
