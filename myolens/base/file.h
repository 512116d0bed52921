// Files read with a limit and written whole or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

using Bytes = std::vector<uint8_t>;

inline constexpr size_t kDefaultReadLimitBytes = size_t{1} << 30;

// Whole content of a file. Errors: kNotFound, kReadFailed, kLimitExceeded (checked before
// allocation).
Bytes read_file(const std::filesystem::path& path, size_t limit_bytes = kDefaultReadLimitBytes);
std::string read_text_file(const std::filesystem::path& path,
                           size_t limit_bytes = kDefaultReadLimitBytes);

// Writes to a temporary file beside `path`, syncs it, and renames it over `path`: a reader sees the
// old file or the new one, never a part. Creates missing parent folders. Errors: kWriteFailed.
void write_file(const std::filesystem::path& path, std::span<const uint8_t> bytes);
void write_file(const std::filesystem::path& path, std::string_view text);

// The same for something secret: readable by its owner only.
void write_private_file(const std::filesystem::path& path, std::string_view text);

// Whether a name is one that write_file, FileWriter or NewFolder gives to what is not complete yet;
// a process that was killed leaves it behind.
bool is_temporary(const std::filesystem::path& path);

// write_file in parts, for content that is never in memory as a whole. Without `commit()` the
// destructor leaves nothing behind. Errors: kWriteFailed.
class FileWriter {
 public:
  // `mode`: the permissions, as of open(2), less the umask.
  explicit FileWriter(std::filesystem::path target, unsigned mode = 0644);
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void write(std::span<const uint8_t> bytes);
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

// A folder that appears under its name only when it is complete. Work in `path()`, then call
// `commit()`; without it the destructor removes everything. Errors of the constructor:
// kInvalidArgument when the target exists and is not an empty folder (nothing is ever overwritten),
// kWriteFailed.
class NewFolder {
 public:
  explicit NewFolder(std::filesystem::path target);
  ~NewFolder();
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  const std::filesystem::path& path() const { return work_; }

  // A new file, `name` being its path in the folder. Faster than write_file where there are many:
  // commit() waits for the disk once. May be called by several threads. Errors: kWriteFailed.
  void write(const std::filesystem::path& name, std::span<const uint8_t> bytes) const;

  // Everything is on the disk before the folder appears. Errors: kWriteFailed.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path work_;
  bool committed_ = false;
};

// A file mapped read-only into memory; the mapping ends with the object. Errors: kNotFound,
// kReadFailed.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const uint8_t> bytes() const { return bytes_; }

  // Gives the memory of a part that was read back to the system; reading it again loads it again.
  void release(std::span<const uint8_t> part) const;

 private:
  std::span<const uint8_t> bytes_;
};

// Files below `folder` (or `folder` itself when it is a file), sorted by path, hidden ones left
// out. Errors: kNotFound, kReadFailed.
std::vector<std::filesystem::path> list_files(const std::filesystem::path& folder);

}  // namespace myolens
