#include "myolens/base/file.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "myolens/base/error.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

std::string reason() { return std::strerror(errno); }

[[noreturn]] void fail_write(const fs::path& path, const std::string& why) {
  throw Error(ErrorCode::kWriteFailed,
              "cannot write " + path.string() + ": " + why + "; check free space and permissions");
}

// Opens a regular file and returns its size through `size`.
FileDescriptor open_regular(const fs::path& path, size_t& size) {
  // A pipe would be waited for.
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kReadFailed;
    throw Error(code, "cannot read " + path.string() + ": " + reason() + "; check the path");
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::kReadFailed, path.string() + " is not a regular file; give a file");
  }
  size = static_cast<size_t>(status.st_size);
  return FileDescriptor(file.release());
}

template <typename Buffer>
Buffer read_whole(const fs::path& path, size_t limit_bytes) {
  size_t size = 0;
  const FileDescriptor file = open_regular(path, size);
  if (size > limit_bytes) {
    throw Error(ErrorCode::kLimitExceeded, path.string() + " has " + std::to_string(size) +
                                               " bytes; at most " + std::to_string(limit_bytes) +
                                               " are accepted here");
  }
  Buffer buffer(size, {});
  size_t done = 0;
  while (done < size) {
    const ssize_t count = ::read(file.get(), buffer.data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      throw Error(ErrorCode::kReadFailed, path.string() + " ended after " + std::to_string(done) +
                                              " of " + std::to_string(size) +
                                              " bytes; it may have changed while it was read");
    }
    done += static_cast<size_t>(count);
  }
  return buffer;
}

constexpr std::string_view kTemporaryEnd = ".partial";

fs::path temporary_sibling(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  return path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()) +
                               "." + std::to_string(counter++) + std::string(kTemporaryEnd));
}

void write_to(int descriptor, std::span<const uint8_t> bytes, const fs::path& name) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_write(name, reason());
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
}

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

void create_parents(const fs::path& path) {
  if (!path.has_parent_path()) return;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) fail_write(path.parent_path(), error.message());
}

}  // namespace

bool is_temporary(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') && name.ends_with(kTemporaryEnd);
}

Bytes read_file(const fs::path& path, size_t limit_bytes) {
  return read_whole<Bytes>(path, limit_bytes);
}

std::string read_text_file(const fs::path& path, size_t limit_bytes) {
  return read_whole<std::string>(path, limit_bytes);
}

FileWriter::FileWriter(fs::path target, unsigned mode) : target_(std::move(target)) {
  create_parents(target_);
  std::error_code unknown;
  const fs::file_status status = fs::status(target_, unknown);
  if (fs::exists(status) && !fs::is_regular_file(status))
    fail_write(target_, "it is no regular file");
  // A link stays one.
  if (fs::is_symlink(target_, unknown)) target_ = fs::weakly_canonical(target_);
  temporary_ = temporary_sibling(target_);
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor_ < 0) fail_write(target_, reason());
}

FileWriter::~FileWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void FileWriter::write(std::span<const uint8_t> bytes) { write_to(descriptor_, bytes, target_); }

void FileWriter::commit() {
  if (::fsync(descriptor_) != 0) fail_write(target_, reason());
  if (::close(std::exchange(descriptor_, -1)) != 0) fail_write(target_, reason());
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail_write(target_, reason());
  temporary_.clear();
}

void write_file(const fs::path& path, std::span<const uint8_t> bytes) {
  FileWriter writer(path);
  writer.write(bytes);
  writer.commit();
}

void write_file(const fs::path& path, std::string_view text) { write_file(path, bytes_of(text)); }

void write_private_file(const fs::path& path, std::string_view text) {
  FileWriter writer(path, 0600);
  writer.write(bytes_of(text));
  writer.commit();
}

NewFolder::NewFolder(fs::path target) : target_(std::move(target)) {
  if (target_.filename().empty()) target_ = target_.parent_path();
  std::error_code error;
  if (fs::exists(target_, error) &&
      !(fs::is_directory(target_, error) && fs::is_empty(target_, error))) {
    throw Error(ErrorCode::kInvalidArgument,
                target_.string() + " exists already and is never overwritten; name a new folder");
  }
  create_parents(target_);
  work_ = temporary_sibling(target_);
  fs::create_directory(work_, error);
  if (error) fail_write(target_, error.message());
}

NewFolder::~NewFolder() {
  std::error_code ignored;
  if (!committed_) fs::remove_all(work_, ignored);
}

void NewFolder::write(const fs::path& name, std::span<const uint8_t> bytes) const {
  const fs::path file = work_ / name;
  create_parents(file);
  const FileDescriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (opened.get() < 0) fail_write(target_ / name, reason());
  write_to(opened.get(), bytes, target_ / name);
}

void NewFolder::commit() {
  const FileDescriptor folder(::open(work_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::syncfs(folder.get()) != 0) fail_write(target_, reason());
  std::error_code error;
  fs::rename(work_, target_, error);
  if (error) fail_write(target_, error.message());
  committed_ = true;
}

MappedFile::MappedFile(const fs::path& path) {
  size_t size = 0;
  const FileDescriptor file = open_regular(path, size);
  if (size == 0) return;
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (address == MAP_FAILED) {
    throw Error(ErrorCode::kReadFailed, "cannot map " + path.string() + ": " + reason());
  }
  bytes_ = {static_cast<const uint8_t*>(address), size};
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<uint8_t*>(bytes_.data()), bytes_.size());
}

void MappedFile::release(std::span<const uint8_t> part) const {
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<uintptr_t>(part.data());
  const uintptr_t begin = (address + page - 1) / page * page;
  const uintptr_t end = (address + part.size()) / page * page;
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

std::vector<fs::path> list_files(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) {
    throw Error(ErrorCode::kNotFound, folder.string() + " does not exist; check the path");
  }
  if (!fs::is_directory(folder, error)) return {folder};
  std::vector<fs::path> files;
  try {
    for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::end(entry); ++entry) {
      const bool hidden = entry->path().filename().string().starts_with('.');
      if (hidden && entry->is_directory()) entry.disable_recursion_pending();
      if (!hidden && entry->is_regular_file()) files.push_back(entry->path());
    }
  } catch (const fs::filesystem_error& failure) {
    throw Error(ErrorCode::kReadFailed, std::string("cannot list ") + failure.what());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace myolens
