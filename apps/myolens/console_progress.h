// Progress on stderr: a bar with the remaining time on a terminal, one plain line per step
// otherwise.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "apps/myolens/interrupt.h"
#include "myolens/base/progress.h"

namespace myolens {

struct ConsoleStyle {
  bool bar = false;     // the output is a terminal that can move its cursor
  bool colour = false;  // it is one, and NO_COLOR (no-color.org) is not set
  size_t columns = 80;
};

// The style that suits stderr.
ConsoleStyle stderr_style();

// "0.8 s", "12 s", "3 min 20 s", "1 h 05 min".
std::string format_duration(std::chrono::duration<double> duration);

// For --quiet: says nothing, but every call except note() throws Interrupted after Ctrl-C.
class QuietProgress final : public Progress {
 public:
  void begin(std::string_view, size_t) override { throw_if_interrupted(); }
  void advance(size_t) override { throw_if_interrupted(); }
  void end() override { throw_if_interrupted(); }
  void note(std::string_view) override {}
};

// Steps may be nested. Thread-safe. Every call but note() throws Interrupted after Ctrl-C.
class ConsoleProgress final : public Progress {
 public:
  ConsoleProgress(std::ostream& out, ConsoleStyle style) : out_(out), style_(style) {}

  void begin(std::string_view step, size_t total) override;
  void advance(size_t count = 1) override;
  void end() override;
  void note(std::string_view message) override;

  // Takes the bar away, so that something else can be printed.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  struct Step {
    std::string name;
    size_t total = 0;  // 0 when nobody knows
    size_t done = 0;
    Clock::time_point started;
  };

  void draw();
  void erase();
  std::string bar_line(const Step& step) const;

  std::ostream& out_;
  const ConsoleStyle style_;
  std::mutex mutex_;
  std::vector<Step> steps_;
  Clock::time_point drawn_{};
  bool visible_ = false;
};

}  // namespace myolens
