#include "myolens/search/search_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::HasSubstr;

TEST(SearchSpace, IsDrawnFromWholly) {
  const SearchSpace space;
  RandomStream random(1, "test");
  std::set<size_t> layers;
  std::set<int64_t> units;
  std::set<size_t> batches;
  std::set<double> l2;
  double least_a = 10;
  double most_a = 0;
  for (int i = 0; i < 1000; ++i) {
    const HeadConfiguration drawn = draw_configuration(space, random);
    layers.insert(drawn.head.hidden_units.size());
    units.insert(drawn.head.hidden_units.begin(), drawn.head.hidden_units.end());
    batches.insert(drawn.batch_size);
    l2.insert(drawn.l2);
    least_a = std::min(least_a, drawn.a);
    most_a = std::max(most_a, drawn.a);
    EXPECT_GE(drawn.head.dropout, 0.0);
    EXPECT_LE(drawn.head.dropout, 0.6);
  }
  EXPECT_EQ(layers, (std::set<size_t>{0, 1, 2}));
  EXPECT_EQ(units, (std::set<int64_t>{32, 64, 128, 256}));
  EXPECT_EQ(l2, (std::set<double>{0.0, 1e-5, 1e-4, 1e-3}));
  EXPECT_EQ(batches, (std::set<size_t>{16, 32, 64}));
  EXPECT_NEAR(least_a, 3.0, 0.02);
  EXPECT_NEAR(most_a, 4.0, 0.02);
}

TEST(SearchSpace, HasRanges) {
  const auto refuses = [](const SearchSpace& space, const char* row) {
    EXPECT_THAT([&] { validate(space); }, FailsWith(ErrorCode::kInvalidArgument, HasSubstr(row)));
  };
  refuses({.hidden_layers = {}}, "hidden layers");
  refuses({.hidden_layers = {0, 9}}, "hidden layers");
  refuses({.units = {0}}, "units");
  refuses({.least_dropout = 0.5, .most_dropout = 0.4}, "dropout");
  refuses({.most_dropout = 1.0}, "dropout");
  refuses({.least_a = 0.0}, "a needs");
  refuses({.l2 = {-1e-4}}, "L2 factors");
  refuses({.batch_sizes = {0}}, "batch sizes");
}

}  // namespace
}  // namespace myolens
