#include "myolens/search/hyperband.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "myolens/base/error.h"
#include "myolens/base/parallel.h"

namespace myolens {
namespace {

constexpr int kLargestFactor = 100;
constexpr int kMostEpochs = 100'000;

// The largest s with factor^s <= maximal / minimal, in whole numbers.
int last_bracket(const HyperbandSettings& settings) {
  int s = 0;
  int64_t epochs = int64_t{settings.minimal_epochs} * settings.factor;
  for (; epochs <= settings.maximal_epochs; epochs *= settings.factor) ++s;
  return s;
}

int64_t power(int64_t base, int exponent) {
  int64_t result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

struct LiveTrial {
  size_t number;
  std::unique_ptr<Trial> trial;
};

void train_rung(const HyperbandRung& rung, std::vector<LiveTrial>& live, const HyperbandJob& job,
                size_t threads, Progress& progress) {
  parallel_for(live.size(), threads, [&](size_t i) {
    live[i].trial->train_until(rung.epochs);
    progress.advance();
  });
  for (const LiveTrial& one : live) job.record({one.number, rung}, *one.trial);
}

void keep_best(std::vector<LiveTrial>& live, size_t count, const HyperbandJob& job) {
  std::ranges::stable_sort(
      live, [&](const LiveTrial& a, const LiveTrial& b) { return job.better(*a.trial, *b.trial); });
  live.resize(count);
  std::ranges::sort(live, {}, &LiveTrial::number);
}

}  // namespace

void validate(const HyperbandSettings& settings) {
  const auto require = [](bool holds, const std::string& message) {
    if (!holds) throw Error(ErrorCode::kInvalidArgument, message);
  };
  require(settings.factor >= 2 && settings.factor <= kLargestFactor,
          "Hyperband's factor must lie between 2 and " + std::to_string(kLargestFactor));
  require(settings.minimal_epochs >= 1, "Hyperband's smallest rung needs at least 1 epoch");
  require(
      settings.maximal_epochs >= settings.minimal_epochs && settings.maximal_epochs <= kMostEpochs,
      "Hyperband's largest number of epochs must lie between that of its smallest rung and " +
          std::to_string(kMostEpochs));
}

std::vector<HyperbandRung> hyperband_rungs(const HyperbandSettings& settings) {
  validate(settings);
  std::vector<HyperbandRung> rungs;
  const int last = last_bracket(settings);
  for (int s = last; s >= 0; --s) {
    // ceil((last + 1) * factor^s / (s + 1)), exactly.
    const int64_t first = ((last + 1) * power(settings.factor, s) + s) / (s + 1);
    for (int i = 0; i <= s; ++i) {
      const double epochs = static_cast<double>(settings.maximal_epochs) /
                            static_cast<double>(power(settings.factor, s - i));
      rungs.push_back({static_cast<size_t>(last - s), static_cast<size_t>(i),
                       static_cast<size_t>(first / power(settings.factor, i)),
                       std::max(static_cast<int>(std::lround(epochs)), settings.minimal_epochs)});
    }
  }
  return rungs;
}

void run_hyperband(const HyperbandSettings& settings, const HyperbandJob& job, size_t threads,
                   Progress& progress) {
  const std::vector<HyperbandRung> rungs = hyperband_rungs(settings);
  size_t runs = 0;
  for (const HyperbandRung& rung : rungs) runs += rung.trials;
  progress.begin("Hyperband", runs);
  std::vector<LiveTrial> live;
  size_t next = 0;
  for (const HyperbandRung& rung : rungs) {
    if (rung.rung == 0) {
      live.clear();
      for (size_t i = 0; i < rung.trials; ++i, ++next) live.push_back({next, job.make(next)});
    } else {
      keep_best(live, rung.trials, job);
    }
    train_rung(rung, live, job, threads, progress);
  }
  progress.end();
}

}  // namespace myolens
