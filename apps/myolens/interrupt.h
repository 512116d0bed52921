// Ctrl-C and its like end a job in good order: half-written output is removed on the way out.
#pragma once

#include <exception>

namespace myolens {

// Leaves through the job; caught by the program only.
class Interrupted final : public std::exception {
 public:
  const char* what() const noexcept override { return "stopped by a signal"; }
};

// From now on the first SIGINT, SIGTERM or SIGHUP is remembered, and a second one ends the program
// at once. A write beyond the file-size limit becomes an error instead of a signal.
void handle_signals();

// Throws Interrupted when a signal has come.
void throw_if_interrupted();

// Ends the process as the remembered signal would have done, so that a calling script stops too.
[[noreturn]] void end_as_interrupted();

}  // namespace myolens
