#include "myolens/weights/package.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <memory>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr size_t kUnpackedLimitBytes = size_t{4} << 30;
// Deflate reaches 1000 to 1, weights less than 2 to 1: what unpacks to more is made to fill memory.
constexpr size_t kUnpackedLimitRatio = 100;
constexpr size_t kUnpackedAllowanceBytes = size_t{16} << 20;
constexpr size_t kFileLimit = 100'000;
constexpr size_t kBlockBytes = size_t{1} << 20;

struct ArchiveCloser {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using ArchiveReader = std::unique_ptr<archive, ArchiveCloser>;

[[noreturn]] void fail(const std::filesystem::path& package, archive* reader) {
  const char* reason = archive_error_string(reader);
  throw Error(ErrorCode::kBadFormat, package.string() + " cannot be unpacked: " +
                                         (reason ? reason : "unknown fault") + "; fetch it again");
}

// `block` is working memory.
Bytes read_entry(const std::filesystem::path& package, archive* reader, Bytes& block,
                 size_t& budget) {
  Bytes bytes;
  while (true) {
    const la_ssize_t count = archive_read_data(reader, block.data(), block.size());
    if (count < 0) fail(package, reader);
    if (count == 0) return bytes;
    if (static_cast<size_t>(count) > budget) {
      throw Error(ErrorCode::kLimitExceeded,
                  package.string() + " unpacks to more than 4 GiB, or to 100 times its size");
    }
    budget -= static_cast<size_t>(count);
    bytes.insert(bytes.end(), block.begin(), block.begin() + count);
  }
}

size_t unpacking_budget(const std::filesystem::path& package) {
  std::error_code ignored;  // visit_files reports a missing file
  const auto size =
      std::min<uint64_t>(std::filesystem::file_size(package, ignored), kUnpackedLimitBytes);
  return std::min<uint64_t>(kUnpackedLimitBytes,
                            kUnpackedAllowanceBytes + kUnpackedLimitRatio * size);
}

// Calls visit(reader, path) for every regular file.
template <typename Visit>
void visit_files(const std::filesystem::path& package, Visit visit) {
  if (!std::filesystem::exists(package)) {
    throw Error(ErrorCode::kNotFound, package.string() + " does not exist");
  }
  const ArchiveReader reader(archive_read_new());
  archive_read_support_format_tar(reader.get());
  archive_read_support_format_zip(reader.get());
  archive_read_support_filter_gzip(reader.get());
  if (archive_read_open_filename(reader.get(), package.c_str(), kBlockBytes) != ARCHIVE_OK) {
    fail(package, reader.get());
  }
  for (size_t seen = 0;; ++seen) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK) fail(package, reader.get());
    if (seen == kFileLimit) {
      throw Error(ErrorCode::kLimitExceeded, package.string() + " holds more than 100,000 files");
    }
    const char* name = archive_entry_pathname(entry);
    if (name && archive_entry_filetype(entry) == AE_IFREG) visit(reader.get(), std::string(name));
  }
}

}  // namespace

std::map<std::string, Bytes> read_package(const std::filesystem::path& package,
                                          const std::string& prefix) {
  std::map<std::string, Bytes> files;
  Bytes block(kBlockBytes);
  size_t budget = unpacking_budget(package);
  visit_files(package, [&](archive* reader, const std::string& path) {
    if (path.starts_with(prefix))
      files[path.substr(prefix.size())] = read_entry(package, reader, block, budget);
  });
  if (files.empty()) {
    throw Error(ErrorCode::kBadData, package.string() + " holds no file under " + prefix);
  }
  return files;
}

std::vector<std::string> list_package(const std::filesystem::path& package) {
  std::vector<std::string> names;
  visit_files(package, [&](archive*, const std::string& path) { names.push_back(path); });
  return names;
}

}  // namespace myolens
