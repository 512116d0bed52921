#include "myolens/experiment/ridge_logistic.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

const std::vector<std::vector<double>> kRows{{1, 2}, {2, 1}, {3, 5}, {-1, 0}, {0, 1}, {2, -2}};
const std::vector<int> kTruths{1, 0, 1, 0, 0, 1};

struct RidgeCase {
  double penalty;
  std::vector<double> coefficients;
  double intercept;
};

// scikit-learn 1.9: LogisticRegression(C=1 / penalty, solver="lbfgs", tol=1e-14).
TEST(RidgeLogisticTest, AgreesWithScikitLearn) {
  const std::vector<RidgeCase> table{
      {1, {0.7206040734380365, 0.08132403931716999}, -0.9437895420672291},
      {0.01, {1.2763272412066902, 0.0550043390815682}, -1.6347195771663154},
      {100, {0.024113851092713204, 0.01367171657980356}, -0.04407552489732699}};
  for (const RidgeCase& row : table) {
    const RidgeLogistic fit = fit_ridge_logistic(kRows, kTruths, row.penalty);
    for (size_t j = 0; j < 2; ++j) EXPECT_NEAR(fit.coefficients[j], row.coefficients[j], 1e-6);
    EXPECT_NEAR(fit.intercept, row.intercept, 1e-6);
  }
}

// There the residuals weighed by a variable sum up to minus the penalty times its coefficient.
TEST(RidgeLogisticTest, EndsWhereTheSlopeIsZero) {
  const RidgeLogistic fit = fit_ridge_logistic(kRows, kTruths, 1);
  std::vector<double> slope{fit.coefficients[0], fit.coefficients[1], 0};
  for (size_t i = 0; i < kRows.size(); ++i) {
    const double residual = fit.probability(kRows[i]) - kTruths[i];
    slope[0] += residual * kRows[i][0];
    slope[1] += residual * kRows[i][1];
    slope[2] += residual;
  }
  for (const double value : slope) EXPECT_NEAR(value, 0, 1e-9);
}

TEST(RidgeLogisticTest, ConvergesWhereFullNewtonStepsWouldOvershoot) {
  std::vector<std::vector<double>> rows;
  std::vector<int> truths;
  for (int i = 0; i < 40; ++i) {
    rows.push_back({i < 20 ? -1000.0 - i : 1000.0 + i});
    truths.push_back(i < 20 ? 0 : 1);
  }
  rows.push_back({900});
  truths.push_back(0);
  const RidgeLogistic fit = fit_ridge_logistic(rows, truths, 1e-6);
  EXPECT_TRUE(std::isfinite(fit.intercept));
  EXPECT_GT(fit.probability(std::vector{1020.0}), 0.99);
  EXPECT_LT(fit.probability(std::vector{900.0}), 0.5);
}

TEST(RidgeLogisticTest, WithoutVariablesGivesTheShareOfPositives) {
  const std::vector<std::vector<double>> rows(4);
  const RidgeLogistic fit = fit_ridge_logistic(rows, std::vector{1, 0, 0, 0}, 1);
  EXPECT_NEAR(fit.probability({}), 0.25, 1e-12);
}

TEST(RidgeLogisticTest, RefusesWhatCannotBeFitted) {
  const auto wrong = FailsWith(ErrorCode::kInvalidArgument, testing::_);
  const std::vector<std::vector<double>> uneven{{1}, {1, 2}};
  const std::vector<std::vector<double>> infinite{{1}, {std::numeric_limits<double>::infinity()}};
  EXPECT_THAT([&] { fit_ridge_logistic(uneven, std::vector{0, 1}, 1); }, wrong);
  EXPECT_THAT([&] { fit_ridge_logistic(infinite, std::vector{0, 1}, 1); }, wrong);
  EXPECT_THAT([&] { fit_ridge_logistic(kRows, std::vector{0, 1}, 1); }, wrong);
  EXPECT_THAT([&] { fit_ridge_logistic(kRows, kTruths, 0); }, wrong);
  EXPECT_THAT([&] { fit_ridge_logistic(kRows, std::vector{0, 1, 2, 0, 0, 0}, 1); }, wrong);
  EXPECT_THAT([&] { fit_ridge_logistic(kRows, std::vector(6, 1), 1); },
              FailsWith(ErrorCode::kBadData, testing::HasSubstr("both classes")));
}

}  // namespace
}  // namespace myolens
