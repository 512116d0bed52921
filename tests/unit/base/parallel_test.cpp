#include "myolens/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

namespace myolens {
namespace {

TEST(ParallelFor, DoesEveryPieceOnce) {
  for (const size_t threads : {0U, 1U, 2U, 7U}) {
    for (const size_t count : {0U, 1U, 5U, 1000U}) {
      std::vector<std::atomic<int>> calls(count);
      parallel_for(count, threads, [&](size_t i) { ++calls[i]; });
      EXPECT_TRUE(std::ranges::all_of(calls, [](const auto& number) { return number == 1; }))
          << threads << " threads, " << count << " pieces";
    }
  }
}

TEST(ParallelFor, ThrowsTheFirstErrorAgainAndHandsOutNoMore) {
  std::atomic<int> calls = 0;
  const auto work = [&](size_t i) {
    ++calls;
    if (i == 3) throw std::runtime_error("piece 3");
  };
  EXPECT_THROW(parallel_for(1'000'000, 2, work), std::runtime_error);
  EXPECT_LT(calls, 1'000'000);
}

}  // namespace
}  // namespace myolens
