#include "myolens/phantom/cohort_selection.h"

#include <algorithm>
#include <gmock/gmock.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::HasSubstr;

const PhantomTables& tables() {
  static const PhantomTables prepared;
  return prepared;
}

std::vector<CohortMember> select(const CohortRequest& request, size_t threads) {
  SilentProgress silent;
  return select_cohort(request, tables(), threads, silent);
}

CohortRequest small_request() { return {.patients = 16, .cad = 9, .seed = 3}; }

TEST(CohortSelection, HasExactlyTheWantedClasses) {
  const auto members = select(small_request(), 2);
  EXPECT_EQ(members.size(), 16U);
  EXPECT_EQ(std::ranges::count(members, true, &CohortMember::cad), 9);
}

TEST(CohortSelection, DoesNotDependOnThreads) {
  const auto one = select(small_request(), 1);
  const auto four = select(small_request(), 4);
  ASSERT_EQ(one.size(), four.size());
  for (size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].key.index, four[i].key.index);
    EXPECT_EQ(one[i].cad, four[i].cad);
  }
}

TEST(CohortSelection, TakesNoPatientTwice) {
  const auto members = select(small_request(), 2);
  std::vector<size_t> indices;
  for (const CohortMember& member : members) indices.push_back(member.key.index);
  std::ranges::sort(indices);
  EXPECT_EQ(std::ranges::adjacent_find(indices), indices.end());
}

// The class that fills last must not stand at the end.
TEST(CohortSelection, ShufflesTheClasses) {
  const auto members = select(small_request(), 2);
  EXPECT_FALSE(std::ranges::is_sorted(members, {}, &CohortMember::cad));
  EXPECT_FALSE(std::ranges::is_sorted(members, std::greater(), &CohortMember::cad));
  EXPECT_FALSE(std::ranges::is_sorted(
      members, [](const auto& a, const auto& b) { return a.key.index < b.key.index; }));
}

TEST(CohortSelection, RefusesImpossibleCounts) {
  EXPECT_THAT([] { select({.patients = 0, .cad = 0}, 1); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("at least one patient")));
  EXPECT_THAT([] { select({.patients = 5, .cad = 6}, 1); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("at most 5")));
}

}  // namespace
}  // namespace myolens
