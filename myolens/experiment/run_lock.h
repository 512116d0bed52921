// One process at a time in a folder, for as long as it lives: the system lets go of the lock when
// the process ends, however it ends.
#pragma once

#include <filesystem>

namespace myolens {

class RunLock {
 public:
  // Takes the lock on `file`, which is made when it is missing; `folder` is what it guards, for
  // the message. Errors: kUnavailable (another process has it), kWriteFailed.
  RunLock(const std::filesystem::path& file, const std::filesystem::path& folder);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int descriptor_ = -1;
};

// Whether a process has the lock; looking disturbs nobody.
bool is_locked(const std::filesystem::path& file);

}  // namespace myolens
