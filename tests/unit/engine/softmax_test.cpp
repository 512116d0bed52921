#include "myolens/engine/softmax.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::FloatNear;

TEST(Softmax, TurnsEachRowIntoProbabilities) {
  const std::vector<float> logits{0, std::log(3.0f), 5, 5};
  EXPECT_THAT(softmax_rows(logits, 2),
              ElementsAre(FloatNear(0.25f, 1e-7f), FloatNear(0.75f, 1e-7f), 0.5f, 0.5f));
}

TEST(Softmax, DoesNotOverflow) {
  const std::vector<float> logits{3e38f, -3e38f, 1000, 1000};
  EXPECT_THAT(softmax_rows(logits, 2), ElementsAre(1, 0, 0.5f, 0.5f));
}

TEST(CrossEntropy, IsTheMeanOfTheNegativeLogOfTheLabelsProbability) {
  const std::vector<float> logits{0, std::log(3.0f), 5, 5};
  EXPECT_NEAR(mean_cross_entropy(logits, std::vector<int>{1, 0}, 2),
              (std::log(4.0 / 3) + std::log(2.0)) / 2, 1e-7);
}

TEST(CrossEntropy, StaysFiniteWhereTheProbabilityRoundsToZero) {
  const std::vector<float> logits{1000, 0};
  EXPECT_DOUBLE_EQ(mean_cross_entropy(logits, std::vector<int>{1}, 2), 1000);
}

}  // namespace
}  // namespace myolens
