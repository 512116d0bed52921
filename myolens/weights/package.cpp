#include "myolens/weights/package.h"

#include <archive_entry.h>

#include "myolens/base/error.h"
#include "myolens/weights/unpacking.h"

namespace myolens {
namespace {

constexpr size_t kFileLimit = 100'000;

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
  if (archive_read_open_filename(reader.get(), package.c_str(), kUnpackingBlockBytes) !=
      ARCHIVE_OK) {
    fail_to_unpack(reader.get(), package.string());
  }
  for (size_t seen = 0;; ++seen) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK) fail_to_unpack(reader.get(), package.string());
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
  size_t budget = unpacking_budget(package);
  visit_files(package, [&](archive* reader, const std::string& path) {
    if (!path.starts_with(prefix)) return;
    Bytes bytes;
    unpack_entry(reader, package.string(), budget, [&](std::span<const uint8_t> block) {
      bytes.insert(bytes.end(), block.begin(), block.end());
    });
    files[path.substr(prefix.size())] = std::move(bytes);
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
