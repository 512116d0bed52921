#include "myolens/search/hyperband.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <mutex>
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

// What one thread trains at a time.
struct Piece {
  size_t index;  // of the live trial
  size_t part;
};

// The trials of a bracket that are still in the race.
class Bracket {
 public:
  Bracket(const HyperbandJob& job, size_t threads, Progress& progress)
      : job_(job), threads_(threads), progress_(progress) {}

  void start(size_t first, size_t count) {
    for (size_t i = 0; i < count; ++i) live_.push_back({first + i, job_.make(first + i)});
  }

  // Trains all, and leaves the best `survivors`. Losers are retired as soon as they are known, so
  // that memory does not hold all trials of a rung.
  void run(const HyperbandRung& rung, size_t survivors) {
    std::mutex mutex;
    std::vector<size_t> ranking;  // indices of the best so far
    std::vector<size_t> missing;  // parts of each trial
    for (const LiveTrial& one : live_) missing.push_back(one.trial->parts());
    const std::vector<Piece> pieces = costly_first();
    parallel_for(pieces.size(), threads_, [&](size_t piece) {
      const size_t i = pieces[piece].index;
      live_[i].trial->train_part(pieces[piece].part, rung.epochs);
      const std::lock_guard lock(mutex);
      if (--missing[i] > 0) return;
      live_[i].trial->end_rung(rung.epochs);
      progress_.advance();
      ranking.insert(
          std::ranges::upper_bound(ranking, i, [&](size_t a, size_t b) { return before(a, b); }),
          i);
      if (ranking.size() <= survivors) return;
      live_[ranking.back()].trial->retire();
      ranking.pop_back();
    });
    for (const LiveTrial& one : live_) job_.record({one.number, rung}, *one.trial);
    std::ranges::sort(ranking);
    std::vector<LiveTrial> kept;
    for (const size_t i : ranking) kept.push_back(std::move(live_[i]));
    live_ = std::move(kept);
  }

 private:
  std::vector<Piece> costly_first() const {
    std::vector<Piece> pieces;
    for (size_t i = 0; i < live_.size(); ++i) {
      for (size_t part = 0; part < live_[i].trial->parts(); ++part) pieces.push_back({i, part});
    }
    std::ranges::stable_sort(pieces, std::greater(),
                             [&](const Piece& piece) { return live_[piece.index].trial->cost(); });
    return pieces;
  }

  bool before(size_t a, size_t b) const {
    if (job_.better(*live_[a].trial, *live_[b].trial)) return true;
    return a < b && !job_.better(*live_[b].trial, *live_[a].trial);
  }

  const HyperbandJob& job_;
  const size_t threads_;
  Progress& progress_;
  std::vector<LiveTrial> live_;
};

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
  size_t next = 0;
  for (auto rung = rungs.begin(); rung != rungs.end();) {
    const auto end = std::find_if(rung, rungs.end(), [&](const HyperbandRung& other) {
      return other.bracket != rung->bracket;
    });
    const size_t first = next;
    next += rung->trials;
    if (job.begin_bracket(rung->bracket)) {
      Bracket bracket(job, threads, progress);
      bracket.start(first, rung->trials);
      for (; rung != end; ++rung) bracket.run(*rung, rung + 1 == end ? 0 : (rung + 1)->trials);
      job.end_bracket((end - 1)->bracket);
    } else {
      for (; rung != end; ++rung) progress.advance(rung->trials);
    }
  }
  progress.end();
}

}  // namespace myolens
