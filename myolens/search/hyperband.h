// Hyperband: many configurations for few epochs, the better ones for more (Li, Jamieson, DeSalvo,
// Rostamizadeh, Talwalkar, JMLR 18, 2017, algorithm 1).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "myolens/base/progress.h"

namespace myolens {

struct HyperbandSettings {
  int maximal_epochs = 100;  // R of the paper
  int factor = 3;            // eta: the share kept of a rung is 1 / eta
  int minimal_epochs = 1;    // no rung trains for fewer
};

// Errors: kInvalidArgument, naming the setting and its range.
void validate(const HyperbandSettings& settings);

struct HyperbandRung {
  size_t bracket = 0;  // 0 starts with the most configurations
  size_t rung = 0;     // within the bracket
  size_t trials = 0;   // that are trained in it
  int epochs = 0;      // that each of them has been trained for at its end
};

// All rungs, bracket by bracket. With 100 epochs and factor 3: 5 brackets that begin with 81, 34,
// 15, 8 and 5 configurations, 206 rung runs.
std::vector<HyperbandRung> hyperband_rungs(const HyperbandSettings& settings);

// One configuration that is being trained, in parts that do not need each other, such as folds.
class Trial {
 public:
  virtual ~Trial() = default;

  virtual size_t parts() const = 0;  // at least 1

  // Of an epoch of one part against that of other trials, in any unit.
  virtual double cost() const = 0;

  // Goes on where the part stopped until `epochs` have been trained in all. Called by one thread at
  // a time for each part, of several parts and trials by several threads at once.
  virtual void train_part(size_t part, int epochs) = 0;

  // All parts have been trained so far. Called by one thread.
  virtual void end_rung(int epochs) = 0;

  // It will not be trained any more: gives back what that needs.
  virtual void retire() = 0;
};

// One training of one configuration up to the end of a rung.
struct TrialRun {
  size_t trial = 0;  // 0 to the number of configurations - 1, bracket by bracket
  HyperbandRung rung;
};

struct HyperbandJob {
  // Makes configuration `trial`.
  std::function<std::unique_ptr<Trial>(size_t trial)> make;
  // Called after each run of a rung, from the calling thread and in the order of trials.
  std::function<void(const TrialRun& run, const Trial& trial)> record;
  // Whether `a` did better than `b`; of equal ones the earlier goes on. Called by one thread at a
  // time.
  std::function<bool(const Trial& a, const Trial& b)> better;
  // Called before and after each bracket. Where the first returns false, the bracket is left out:
  // its results are known already.
  std::function<bool(size_t bracket)> begin_bracket;
  std::function<void(size_t bracket)> end_bracket;
};

// Trains all rungs, the parts of the trials of one on `threads` threads, costly ones first, so that
// the threads end together. The result does not depend on their number. Trials end with their
// bracket. Errors: as validate, and of the job.
void run_hyperband(const HyperbandSettings& settings, const HyperbandJob& job, size_t threads,
                   Progress& progress);

}  // namespace myolens
