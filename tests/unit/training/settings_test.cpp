#include "myolens/training/settings.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "myolens/training/class_weights.h"
#include "myolens/training/stage.h"
#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct RateCase {
  LearningRateRule rule;
  double a;
  double warm_up;
  double fine_tuning;
};

// The three candidates of docs/paper.md.
TEST(LearningRates, FollowTheNamedRule) {
  const std::vector<RateCase> cases{
      {LearningRateRule::kA, 3, 1e-3, 1e-4},
      {LearningRateRule::kA, 4, 1e-4, 1e-5},
      {LearningRateRule::kB, 3, 1e-3, 1e-6},
      {LearningRateRule::kB, 4, 1e-3, 1e-7},
      {LearningRateRule::kC, 3, 1e-3, 1e-3 / 3},
      {LearningRateRule::kC, 4, 1e-3, 2.5e-4},
      {LearningRateRule::kA, 3.5, 3.1622776601683795e-4, 3.1622776601683795e-5},
  };
  for (const RateCase& c : cases) {
    const LearningRates rates = learning_rates(c.rule, c.a);
    EXPECT_NEAR(rates.warm_up, c.warm_up, 1e-12 * c.warm_up);
    EXPECT_NEAR(rates.fine_tuning, c.fine_tuning, 1e-12 * c.fine_tuning);
  }
}

TEST(TrainingSettings, AreSoundByDefault) { EXPECT_NO_THROW(validate(TrainingSettings{})); }

TEST(TrainingSettings, NameWhatIsOutOfRange) {
  const auto expect_refused = [](const std::string& name, const auto& change) {
    TrainingSettings settings;
    change(settings);
    EXPECT_THAT([&] { validate(settings); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr(name)));
  };
  expect_refused("warm-up", [](auto& s) { s.warm_up_epochs = 0; });
  expect_refused("fine-tuning", [](auto& s) { s.fine_tuning_epochs = -1; });
  expect_refused("batch size", [](auto& s) { s.batch_size = 0; });
  expect_refused("a must", [](auto& s) { s.a = 0; });
  expect_refused("a must", [](auto& s) { s.a = 11; });
  expect_refused("a must", [](auto& s) { s.a = std::numeric_limits<double>::quiet_NaN(); });
  expect_refused("thread", [](auto& s) { s.threads = 0; });
  expect_refused("patience", [](auto& s) { s.warm_up_patience = -1; });
  expect_refused("patience", [](auto& s) { s.fine_tuning_patience = -1; });
  expect_refused("rate decay", [](auto& s) { s.rate_decay = 0; });
  expect_refused("rate decay", [](auto& s) { s.rate_decay = 1.1; });
  expect_refused("weight decay", [](auto& s) { s.optimiser.weight_decay = -0.1; });
  expect_refused("momentum", [](auto& s) { s.optimiser.momentum = 1; });
  expect_refused("beta", [](auto& s) { s.optimiser.beta2 = 1; });
  expect_refused("epsilon", [](auto& s) { s.optimiser.epsilon = 0; });
  expect_refused("clinical values", [](auto& s) { s.head.clinical_units = 0; });
  expect_refused("clinical values", [](auto& s) { s.head.clinical_units = 1025; });
  expect_refused("label smoothing", [](auto& s) { s.label_smoothing = 1; });
  expect_refused("L2", [](auto& s) { s.head_l2 = -1; });
  for (const std::vector<double>& weights :
       std::vector<std::vector<double>>{{}, {1}, {1, 0}, {1, -1}, {1, 1, 1}, {1, INFINITY}}) {
    expect_refused("two class weights", [&](auto& s) {
      s.class_weighting = ClassWeighting::kGiven;
      s.given_class_weights = weights;
    });
  }
}

// Of four samples one is positive: n / (classes * n_c) = 4 / 2 and 4 / 6, as scikit-learn's
// compute_class_weight("balanced"). Sample 4 takes no part.
TEST(ClassWeights, AreNoneBalancedOrGiven) {
  const std::vector<int> labels{1, 0, 1, 1, 0};
  const std::vector<size_t> rows{0, 1, 2, 3};
  TrainingSettings settings;
  EXPECT_THAT(class_weights(settings, labels, rows), IsEmpty());
  settings.class_weighting = ClassWeighting::kBalanced;
  EXPECT_THAT(class_weights(settings, labels, rows), ElementsAre(2.0, DoubleEq(2.0 / 3)));
  settings.class_weighting = ClassWeighting::kGiven;
  settings.given_class_weights = {3, 0.5};
  EXPECT_THAT(class_weights(settings, labels, rows), ElementsAre(3, 0.5));
}

struct Epoch {
  double loss;
  double accuracy;
};

EpochScores scores(Epoch epoch) { return {1, 0, 0, epoch.loss, epoch.accuracy}; }

struct SelectionCase {
  Epoch candidate;
  Epoch best;
  bool by_loss;
  bool by_accuracy;
};

TEST(Selection, KeepsTheEarlierOfEqualEpochs) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<SelectionCase> cases{
      {{0.5, 0.8}, {0.6, 0.8}, true, true},  // equal accuracy: the loss decides
      {{0.6, 0.8}, {0.5, 0.8}, false, false},
      {{0.5, 0.8}, {0.5, 0.8}, false, false},  // equal in all
      {{0.5, 0.7}, {0.6, 0.8}, true, false},   // the rules differ
      {{0.6, 0.9}, {0.5, 0.8}, false, true},
      {{0.5, 0.9}, {0.5, 0.8}, false, true},
      {{0.4, 0.9}, {0.5, 0.8}, true, true},
      {{kNan, 0.9}, {0.5, 0.8}, false, false},  // a diverged epoch calls every picture the same
      {{0.5, 0.8}, {kNan, 0.9}, true, true},
  };
  for (const SelectionCase& c : cases) {
    EXPECT_EQ(is_better(scores(c.candidate), scores(c.best), Selection::kLoss), c.by_loss)
        << c.candidate.loss << " " << c.best.loss;
    EXPECT_EQ(is_better(scores(c.candidate), scores(c.best), Selection::kAccuracy), c.by_accuracy)
        << c.candidate.accuracy << " " << c.best.accuracy;
  }
}

}  // namespace
}  // namespace myolens
