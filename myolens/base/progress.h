// How a library reports what it does, without printing: the caller passes an observer.
#pragma once

#include <cstddef>
#include <string_view>

namespace myolens {

// Calls may come from several threads at once; implementations guard themselves.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void begin(std::string_view step, size_t total) = 0;
  virtual void advance(size_t count = 1) = 0;
  virtual void end() = 0;
  virtual void note(std::string_view message) = 0;
};

class SilentProgress final : public Progress {
 public:
  void begin(std::string_view, size_t) override {}
  void advance(size_t) override {}
  void end() override {}
  void note(std::string_view) override {}
};

}  // namespace myolens
