#include "myolens/training/feature_cache_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "myolens/base/error.h"

namespace myolens {

CacheFile::CacheFile(std::filesystem::path path)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) fail();
}

CacheFile::~CacheFile() { ::close(descriptor_); }

void CacheFile::fail() const {
  throw Error(ErrorCode::kWriteFailed, "the feature cache cannot use " + path_.string() + ": " +
                                           std::strerror(errno) +
                                           "; check free space and permissions");
}

uint64_t CacheFile::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail();
  return static_cast<uint64_t>(status.st_size);
}

bool CacheFile::read_at(uint64_t offset, std::span<uint8_t> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<size_t>(count));
    offset += static_cast<uint64_t>(count);
  }
  return true;
}

void CacheFile::write_at(uint64_t offset, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail();
    bytes = bytes.subspan(static_cast<size_t>(count));
    offset += static_cast<uint64_t>(count);
  }
}

void CacheFile::reserve(uint64_t bytes) {
  if (bytes == 0) return;
  int result = 0;
  do {
    result = ::fallocate(descriptor_, 0, 0, static_cast<off_t>(bytes));
  } while (result != 0 && errno == EINTR);
  if (result == 0) return;
  if (errno != EOPNOTSUPP) fail();
  if (size() < bytes) resize(bytes);
}

void CacheFile::resize(uint64_t bytes) {
  if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) fail();
}

bool CacheFile::take_lock(int operation) {
  while (::flock(descriptor_, operation) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) fail();
  }
  return true;
}

void CacheFile::lock_shared() { take_lock(LOCK_SH); }
void CacheFile::lock() { take_lock(LOCK_EX); }
bool CacheFile::try_lock() { return take_lock(LOCK_EX | LOCK_NB); }
void CacheFile::unlock() { take_lock(LOCK_UN); }

void CacheFile::touch() {
  if (::futimens(descriptor_, nullptr) != 0) fail();
}

}  // namespace myolens
