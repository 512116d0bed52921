// Runs the program `myolens` as a user does, and reads what it says.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace myolens {

struct RunSettings {
  std::optional<size_t> file_size_limit_bytes{};  // writes beyond it fail, as on a full disk
  std::string standard_output{};                  // a path; empty: captured
};

struct RunResult {
  int exit_code = -1;  // -1 when a signal ended the program
  int signal = 0;
  std::string out;
  std::string err;
};

class RunningProgram {
 public:
  explicit RunningProgram(const std::vector<std::string>& arguments,
                          const RunSettings& settings = {});

  void send(int signal) const;
  bool is_over() const;
  RunResult wait();

 private:
  TemporaryFolder folder_;  // holds what is captured
  pid_t process_ = 0;
};

inline RunResult run_myolens(const std::vector<std::string>& arguments,
                             const RunSettings& settings = {}) {
  return RunningProgram(arguments, settings).wait();
}

}  // namespace myolens
