// Progress that keeps what it was told.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "myolens/base/progress.h"

namespace myolens {

class RecordedProgress final : public Progress {
 public:
  void begin(std::string_view step, size_t total) override {
    add(steps_, std::string(step) + ": " + std::to_string(total));
  }
  void advance(size_t) override {}
  void end() override {}
  void note(std::string_view message) override { add(notes_, std::string(message)); }

  // "STEP: TOTAL" of every step begun.
  const std::vector<std::string>& steps() const { return steps_; }
  const std::vector<std::string>& notes() const { return notes_; }

  void clear() {
    const std::lock_guard guard(mutex_);
    steps_.clear();
    notes_.clear();
  }

 private:
  void add(std::vector<std::string>& list, std::string text) {
    const std::lock_guard guard(mutex_);
    list.push_back(std::move(text));
  }

  std::mutex mutex_;
  std::vector<std::string> steps_;
  std::vector<std::string> notes_;
};

}  // namespace myolens
