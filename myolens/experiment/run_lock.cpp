#include "myolens/experiment/run_lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "myolens/base/error.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

// Locks of open file descriptions: unlike plain POSIX locks, they also hold within one process, and
// end with this descriptor only.
RunLock::RunLock(const fs::path& file, const fs::path& folder)
    : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  struct flock lock = whole_file();
  if (descriptor_ >= 0 && ::fcntl(descriptor_, F_OFD_SETLK, &lock) == 0) return;
  const int reason = errno;
  if (descriptor_ >= 0) ::close(descriptor_);
  if (descriptor_ >= 0 && (reason == EAGAIN || reason == EACCES)) {
    throw Error(ErrorCode::kUnavailable, "another process works in " + folder.string() +
                                             "; wait for it to end, or name another folder");
  }
  throw Error(ErrorCode::kWriteFailed,
              "cannot lock " + file.string() + ": " + std::strerror(reason));
}

RunLock::~RunLock() { ::close(descriptor_); }

bool is_locked(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  struct flock lock = whole_file();
  const bool locked = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(descriptor);
  return locked;
}

}  // namespace myolens
