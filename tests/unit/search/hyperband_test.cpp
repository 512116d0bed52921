#include "myolens/search/hyperband.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<size_t> trials_of_bracket(const std::vector<HyperbandRung>& rungs, size_t bracket) {
  std::vector<size_t> trials;
  for (const HyperbandRung& rung : rungs) {
    if (rung.bracket == bracket) trials.push_back(rung.trials);
  }
  return trials;
}

// Li et al. 2017, algorithm 1, by hand: s = 4 ... 0, n = ceil(5 * 3^s / (s + 1)).
TEST(HyperbandRungs, AreThoseOfThePaperForAHundredEpochs) {
  const auto rungs = hyperband_rungs({.maximal_epochs = 100, .factor = 3});
  EXPECT_THAT(trials_of_bracket(rungs, 0), ElementsAre(81, 27, 9, 3, 1));
  EXPECT_THAT(trials_of_bracket(rungs, 1), ElementsAre(34, 11, 3, 1));
  EXPECT_THAT(trials_of_bracket(rungs, 2), ElementsAre(15, 5, 1));
  EXPECT_THAT(trials_of_bracket(rungs, 3), ElementsAre(8, 2));
  EXPECT_THAT(trials_of_bracket(rungs, 4), ElementsAre(5));
  size_t configurations = 0;
  size_t runs = 0;
  for (const HyperbandRung& rung : rungs) {
    configurations += rung.rung == 0 ? rung.trials : 0;
    runs += rung.trials;
  }
  EXPECT_EQ(configurations, 143U);
  EXPECT_EQ(runs, 206U);
  EXPECT_EQ(rungs[0].epochs, 1);  // 100 / 81
  EXPECT_EQ(rungs[4].epochs, 100);
}

// Table 1 of the paper: R = 81, eta = 3.
TEST(HyperbandRungs, AreThoseOfThePapersTable) {
  const auto rungs = hyperband_rungs({.maximal_epochs = 81, .factor = 3});
  EXPECT_THAT(trials_of_bracket(rungs, 0), ElementsAre(81, 27, 9, 3, 1));
  EXPECT_THAT(trials_of_bracket(rungs, 1), ElementsAre(34, 11, 3, 1));
  std::vector<int> epochs;
  for (size_t i = 0; i < 9; ++i) epochs.push_back(rungs[i].epochs);
  EXPECT_THAT(epochs, ElementsAre(1, 3, 9, 27, 81, 3, 9, 27, 81));
}

TEST(HyperbandRungs, BeginWithTheSmallestNumberOfEpochs) {
  const auto rungs = hyperband_rungs({.maximal_epochs = 27, .factor = 3, .minimal_epochs = 9});
  ASSERT_EQ(rungs.size(), 3U);
  EXPECT_EQ(rungs[0].epochs, 9);
  EXPECT_EQ(rungs[1].epochs, 27);
  EXPECT_EQ(rungs[2].epochs, 27);
}

TEST(HyperbandSettings, HaveRanges) {
  for (const HyperbandSettings& settings :
       {HyperbandSettings{.factor = 1}, {.minimal_epochs = 0}, {.maximal_epochs = 0}}) {
    EXPECT_THAT([&] { validate(settings); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("Hyperband's")));
  }
}

// A loss that falls with the epochs towards the trial's own end.
class FakeTrial final : public Trial {
 public:
  // `costs` is told of every part that is trained.
  explicit FakeTrial(size_t number, std::vector<double>* costs = nullptr)
      : number_(number), costs_(costs) {}
  size_t parts() const override { return kParts; }
  double cost() const override { return static_cast<double>(number_ % 7); }
  void train_part(size_t part, int epochs) override {
    EXPECT_GT(epochs, epochs_) << "a trial goes on, it does not begin again";
    EXPECT_FALSE(retired_);
    parts_.at(part) = epochs;
    if (costs_) costs_->push_back(cost());
  }
  void end_rung(int epochs) override {
    EXPECT_THAT(parts_, Each(epochs)) << "a rung ends when all parts have been trained";
    epochs_ = epochs;
  }
  void retire() override { retired_ = true; }
  bool retired() const { return retired_; }
  double loss() const {
    return static_cast<double>((number_ * 7919) % 143) + 1.0 / static_cast<double>(epochs_);
  }
  int epochs() const { return epochs_; }

 private:
  static constexpr size_t kParts = 3;

  size_t number_;
  std::vector<double>* costs_;
  std::array<int, kParts> parts_{};
  int epochs_ = 0;
  bool retired_ = false;
};

struct Recorded {
  std::vector<size_t> trials;
  std::vector<int> epochs;
  double lowest = 1e9;
  size_t winner = 0;
  size_t retired = 0;  // runs after which the trial was given up
  std::vector<size_t> brackets;
};

Recorded run(size_t threads, std::vector<size_t> known_brackets = {}) {
  Recorded recorded;
  SilentProgress progress;
  const auto fake = [](const Trial& trial) -> const FakeTrial& {
    return static_cast<const FakeTrial&>(trial);
  };
  HyperbandJob job;
  job.make = [](size_t trial) { return std::make_unique<FakeTrial>(trial); };
  job.record = [&](const TrialRun& one, const Trial& trial) {
    recorded.trials.push_back(one.trial);
    recorded.epochs.push_back(fake(trial).epochs());
    recorded.retired += fake(trial).retired() ? 1 : 0;
    if (fake(trial).loss() < recorded.lowest) {
      recorded.lowest = fake(trial).loss();
      recorded.winner = one.trial;
    }
  };
  job.better = [&](const Trial& a, const Trial& b) { return fake(a).loss() < fake(b).loss(); };
  job.begin_bracket = [&](size_t bracket) {
    return std::ranges::find(known_brackets, bracket) == known_brackets.end();
  };
  job.end_bracket = [&](size_t bracket) { recorded.brackets.push_back(bracket); };
  run_hyperband({}, job, threads, progress);
  return recorded;
}

TEST(Hyperband, TrainsTheBestForLongest) {
  const Recorded recorded = run(1);
  EXPECT_EQ(recorded.trials.size(), 206U);
  EXPECT_EQ(recorded.winner, 0U);  // 0 * 7919 mod 143 = 0 is the lowest
  EXPECT_NEAR(recorded.lowest, 0.01, 1e-12);
  // The 81 of the first bracket, then the 27 lowest of them.
  double worst_kept = 0;
  for (size_t i = 81; i < 108; ++i) {
    EXPECT_EQ(recorded.epochs[i], 4);
    worst_kept = std::max(worst_kept, static_cast<double>((recorded.trials[i] * 7919) % 143));
  }
  size_t lower = 0;
  for (size_t trial = 0; trial < 81; ++trial) {
    lower += static_cast<double>((trial * 7919) % 143) <= worst_kept ? 1 : 0;
  }
  EXPECT_EQ(lower, 27U);
}

TEST(Hyperband, DoesNotDependOnTheNumberOfThreads) {
  const Recorded one = run(1);
  const Recorded four = run(4);
  EXPECT_EQ(one.trials, four.trials);
  EXPECT_EQ(one.epochs, four.epochs);
}

// Of 206 runs all but those that went on: 27 + 9 + 3 + 1, 11 + 3 + 1, 5 + 1, 2.
TEST(Hyperband, GivesUpEveryTrialThatDoesNotGoOn) {
  for (const size_t threads : {1, 4}) EXPECT_EQ(run(threads).retired, 206U - 63U);
}

// Of the costs 0 to 6 that repeat, the first rung's 81 trials begin with those of cost 6.
TEST(Hyperband, BeginsARungWithTheCostlyTrials) {
  std::vector<double> costs;
  SilentProgress progress;
  HyperbandJob job;
  job.make = [&](size_t trial) { return std::make_unique<FakeTrial>(trial, &costs); };
  job.better = [](const Trial&, const Trial&) { return false; };
  job.record = [](const TrialRun&, const Trial&) {};
  job.begin_bracket = [](size_t bracket) { return bracket == 0; };
  job.end_bracket = [](size_t) {};
  run_hyperband({}, job, 1, progress);
  ASSERT_GT(costs.size(), 81U * 3);
  EXPECT_EQ(costs[0], 6);
  EXPECT_EQ(costs[80 * 3], 0);
  costs.resize(81 * 3);
  EXPECT_TRUE(std::ranges::is_sorted(costs, std::greater()));
}

TEST(Hyperband, LeavesOutBracketsThatAreKnown) {
  const Recorded all = run(2);
  const Recorded rest = run(2, {0, 3});
  EXPECT_THAT(all.brackets, ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(rest.brackets, ElementsAre(1, 2, 4));
  std::vector<size_t> expected(all.trials.begin() + 121, all.trials.begin() + 121 + 49 + 21);
  expected.insert(expected.end(), all.trials.end() - 5, all.trials.end());
  EXPECT_EQ(rest.trials, expected);
}

}  // namespace
}  // namespace myolens
