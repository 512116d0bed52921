#include "apps/myolens/console_progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

#include "apps/myolens/interrupt.h"
#include "myolens/base/utf8.h"

namespace myolens {
namespace {

constexpr std::chrono::milliseconds kRedrawInterval{100};
constexpr size_t kBarColumns = 24;
constexpr std::string_view kEraseLine = "\r\x1b[K";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kPlain = "\x1b[0m";

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

ConsoleStyle stderr_style() {
  ConsoleStyle style;
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  style.bar = ::isatty(STDERR_FILENO) == 1 && !dumb;
  style.colour = style.bar && !is_set("NO_COLOR");
  struct winsize size {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.columns = size.ws_col;
  }
  return style;
}

std::string format_duration(std::chrono::duration<double> duration) {
  const double seconds = duration.count();
  const auto whole = static_cast<long>(std::lround(seconds));
  char text[48];
  if (seconds < 9.95) {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  } else if (whole < 60) {
    std::snprintf(text, sizeof text, "%ld s", whole);
  } else if (whole < 3600) {
    std::snprintf(text, sizeof text, "%ld min %02ld s", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%ld h %02ld min", whole / 3600, whole % 3600 / 60);
  }
  return text;
}

void ConsoleProgress::begin(std::string_view step, size_t total) {
  throw_if_interrupted();
  const std::lock_guard lock(mutex_);
  steps_.push_back({std::string(step), total, 0, Clock::now()});
  draw();
}

void ConsoleProgress::advance(size_t count) {
  throw_if_interrupted();
  const std::lock_guard lock(mutex_);
  if (steps_.empty()) return;
  steps_.back().done += count;
  if (Clock::now() - drawn_ >= kRedrawInterval) draw();
}

void ConsoleProgress::end() {
  throw_if_interrupted();
  const std::lock_guard lock(mutex_);
  if (steps_.empty()) return;
  const Step step = steps_.back();
  steps_.pop_back();
  erase();
  out_ << step.name << ": " << step.done << " in " << format_duration(Clock::now() - step.started)
       << std::endl;
}

void ConsoleProgress::note(std::string_view message) {
  const std::lock_guard lock(mutex_);
  erase();
  out_ << printable(message) << std::endl;
}

void ConsoleProgress::clear() {
  const std::lock_guard lock(mutex_);
  erase();
}

void ConsoleProgress::draw() {
  drawn_ = Clock::now();
  if (!style_.bar) return;
  out_ << kEraseLine << bar_line(steps_.back()) << std::flush;
  visible_ = true;
}

void ConsoleProgress::erase() {
  if (visible_) out_ << kEraseLine << std::flush;
  visible_ = false;
}

std::string ConsoleProgress::bar_line(const Step& step) const {
  if (step.total == 0) return step.name + "  " + std::to_string(step.done);
  const size_t done = std::min(step.done, step.total);
  const size_t filled = kBarColumns * done / step.total;
  const std::string bar = std::string(filled, '#') + std::string(kBarColumns - filled, '.');
  std::string tail = "  " + std::to_string(done) + "/" + std::to_string(step.total);
  if (done > 0 && done < step.total) {
    const std::chrono::duration<double> elapsed = Clock::now() - step.started;
    const auto left = static_cast<double>(step.total - done) / static_cast<double>(done);
    tail += "  " + format_duration(elapsed * left) + " left";
  }
  const std::string head = step.name + "  ";
  if (head.size() + bar.size() + tail.size() >= style_.columns) {
    return (step.name + tail).substr(0, style_.columns - 1);
  }
  if (!style_.colour) return head + bar + tail;
  return head + std::string(kGreen) + bar + std::string(kPlain) + tail;
}

}  // namespace myolens
