#include "myolens/metrics/scored_case.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "myolens/base/error.h"

namespace myolens {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::vector<ScoredCase>& first, const std::vector<ScoredCase>& second) {
  try {
    joined_by_name(first, second);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kBadData);
    return error.what();
  }
  return "";
}

TEST(Metrics, JoinGoesByNameAndNotByPosition) {
  // "1, 10, 2": sorted names and sorted numbers differ, as in many file lists.
  const std::vector<ScoredCase> reference{
      {"1", "1.png", 1, .1}, {"2", "2.png", 0, .2}, {"10", "10.png", 1, .3}};
  const std::vector<ScoredCase> other{
      {"1", "1.png", 1, .7}, {"10", "10.png", 1, .8}, {"2", "2.png", 0, .9}};
  const auto joined = joined_by_name(reference, other);
  ASSERT_EQ(joined.size(), 3u);
  EXPECT_EQ(joined[1].patient, "2");
  EXPECT_EQ(joined[1].score, .9);
  EXPECT_EQ(joined[2].score, .8);
}

TEST(Metrics, JoinTellsPicturesOfOnePatientApart) {
  const std::vector<ScoredCase> reference{{"a", "stress.png", 1, .1}, {"a", "rest.png", 1, .2}};
  const std::vector<ScoredCase> other{{"a", "rest.png", 1, .3}, {"a", "stress.png", 1, .4}};
  EXPECT_EQ(joined_by_name(reference, other)[0].score, .4);
}

struct RefusalCase {
  std::vector<ScoredCase> first;
  std::vector<ScoredCase> second;
  std::string message;
};

TEST(Metrics, ListsThatDoNotMatchAreRefusedWithTheCaseNamed) {
  const ScoredCase a{"a", "a.png", 1, .5};
  const ScoredCase b{"b", "b.png", 0, .5};
  const std::vector<RefusalCase> table{
      {{a, b}, {a}, "patient \"b\", file \"b.png\" is in the first list only"},
      {{a}, {a, b}, "the second list has 2 cases, the first 1"},
      {{a, b}, {{"a", "a.png", 0, .5}, b}, "has truth 1 in the first list and 0 in the second"},
      {{a, a}, {a, a}, "patient \"a\", file \"a.png\" is scored twice"},
      {{{"a", "a.png", 2, .5}}, {a}, "expected truth 0 or 1, got 2"},
      {{{"a", "a.png", 1, std::nan("")}}, {a}, "expected a finite score"},
      {{{"a", "x.png", 1, .5}, {"a", "y.png", 0, .5}}, {}, "belongs to both classes"}};
  for (const RefusalCase& row : table) {
    EXPECT_THAT(refusal(row.first, row.second), HasSubstr(row.message));
  }
}

TEST(Metrics, ProbabilitiesLieFromZeroToOne) {
  EXPECT_NO_THROW(check_probabilities(std::vector<ScoredCase>{{"a", "1", 1, 0}, {"b", "1", 0, 1}}));
  for (const double score : {-1e-9, 1.01, std::nan("")}) {
    EXPECT_THROW(check_probabilities(std::vector<ScoredCase>{{"a", "1", 1, score}}), Error);
  }
}

}  // namespace
}  // namespace myolens
