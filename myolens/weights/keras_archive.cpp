#include "myolens/weights/keras_archive.h"

#include <archive_entry.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

#include "myolens/base/error.h"
#include "myolens/weights/keras_hdf5.h"
#include "myolens/weights/unpacking.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;

constexpr size_t kConfigLimitBytes = size_t{64} << 20;
constexpr size_t kEntryLimit = 1000;

// Nobody else can open it, and it is gone when it is closed, whatever happens.
class UnnamedFile {
 public:
  UnnamedFile() {
    std::string name = (fs::temp_directory_path() / "myolens-XXXXXX").string();
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ < 0) fail();
    ::unlink(name.c_str());
  }
  ~UnnamedFile() { ::close(descriptor_); }
  UnnamedFile(const UnnamedFile&) = delete;
  UnnamedFile& operator=(const UnnamedFile&) = delete;

  void write(std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) fail();
      bytes = bytes.subspan(static_cast<size_t>(count));
    }
  }

  int descriptor() const { return descriptor_; }

 private:
  [[noreturn]] static void fail() {
    throw Error(ErrorCode::kWriteFailed,
                "no room for a temporary file in " + fs::temp_directory_path().string() + " (" +
                    std::strerror(errno) + "); free some, or set TMPDIR to another folder");
  }

  int descriptor_ = -1;
};

class KerasArchive {
 public:
  explicit KerasArchive(const fs::path& path)
      : origin_(path.string()), budget_(unpacking_budget(path)) {
    if (!fs::exists(path)) throw Error(ErrorCode::kNotFound, origin_ + " does not exist");
    archive_read_support_format_zip(reader_.get());
    if (archive_read_open_filename(reader_.get(), path.c_str(), kUnpackingBlockBytes) != ARCHIVE_OK)
      fail_to_unpack(reader_.get(), origin_);
  }

  WeightFile read() {
    for (size_t count = 0; next_entry(); ++count) {
      if (count == kEntryLimit)
        throw Error(ErrorCode::kLimitExceeded, origin_ + " holds more than 1000 files");
    }
    if (config_.empty() || !weights_) fail("it lacks config.json or model.weights.h5");
    WeightFile file = read_keras_weights_hdf5(read_hdf5(weights_->descriptor(), origin_),
                                              read_keras_config(config_, origin_));
    file.format = WeightFormat::kKerasArchive;
    return file;
  }

 private:
  bool next_entry() {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader_.get(), &entry);
    if (status == ARCHIVE_EOF) return false;
    if (status != ARCHIVE_OK) fail_to_unpack(reader_.get(), origin_);
    const char* name = archive_entry_pathname(entry);
    const std::string_view path = name ? name : "";
    if (path == "config.json") {
      if (!config_.empty()) fail("it holds config.json twice");
      unpack_entry(reader_.get(), origin_, budget_, [&](std::span<const uint8_t> block) {
        if (config_.size() + block.size() > kConfigLimitBytes)
          throw Error(ErrorCode::kLimitExceeded, origin_ + " has a config.json of over 64 MiB");
        config_.append(block.begin(), block.end());
      });
    } else if (path == "model.weights.h5") {
      if (weights_) fail("it holds model.weights.h5 twice");
      weights_.emplace();
      unpack_entry(reader_.get(), origin_, budget_,
                   [&](std::span<const uint8_t> block) { weights_->write(block); });
    } else if (path.ends_with(".weights.json")) {
      fail("its weights are spread over several files; save it without max_shard_size");
    }
    return true;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::kBadFormat, origin_ + " is not a sound .keras file: " + what);
  }

  std::string origin_;
  ArchiveReader reader_{archive_read_new()};
  size_t budget_;
  std::string config_;
  std::optional<UnnamedFile> weights_;
};

}  // namespace

WeightFile read_keras_archive(const fs::path& path) { return KerasArchive(path).read(); }

}  // namespace myolens
