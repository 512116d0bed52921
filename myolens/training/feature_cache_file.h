// A file of the feature cache: private to its owner, read and written at positions, and locked
// against other processes and other objects of this one (flock).
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace myolens {

// Reading is thread-safe, the rest is for one thread at a time. Locks end with the object.
class CacheFile {
 public:
  // Opens the file, or creates it. Errors: kWriteFailed.
  explicit CacheFile(std::filesystem::path path);
  ~CacheFile();
  CacheFile(const CacheFile&) = delete;
  CacheFile& operator=(const CacheFile&) = delete;

  // Errors: kWriteFailed.
  uint64_t size() const;

  // False when the file ends before, or the disk cannot read it.
  bool read_at(uint64_t offset, std::span<uint8_t> bytes) const;

  // Errors: kWriteFailed.
  void write_at(uint64_t offset, std::span<const uint8_t> bytes);

  // Makes the file at least this long, with its space taken on the disk where the file system can.
  // Errors: kWriteFailed.
  void reserve(uint64_t bytes);
  void resize(uint64_t bytes);

  // Replace a lock that this object holds. Errors: kWriteFailed (a file system without locks).
  void lock_shared();
  void lock();
  bool try_lock();  // false when another holds a lock
  void unlock();

  // Sets the time of the last change to now.
  void touch();

 private:
  [[noreturn]] void fail() const;
  bool take_lock(int operation);

  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace myolens
