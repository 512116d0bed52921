#include "myolens/training/feature_cache.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr size_t kNameDigits = 64;  // of an entry: the SHA-256 of its identity

[[noreturn]] void fail(const fs::path& path, const std::string& why) {
  throw Error(ErrorCode::kWriteFailed, "the feature cache cannot use " + path.string() + ": " +
                                           why + "; check free space and permissions");
}

void create_private_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return;
  fail(folder, std::strerror(errno));
}

void remove_folder(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) fail(folder, error.message());
}

bool names_an_entry(const fs::path& folder) {
  const std::string name = folder.filename();
  return name.size() == kNameDigits &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::vector<fs::path> entry_folders(const fs::path& cache) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (auto entry = fs::directory_iterator(cache, error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    if (names_an_entry(entry->path())) folders.push_back(entry->path());
  }
  if (error) fail(cache, error.message());
  return folders;
}

uint64_t bytes_in(const fs::path& folder) {
  uint64_t bytes = 0;
  for (const char* name : {"values", "index"}) {
    std::error_code error;
    const uint64_t size = fs::file_size(folder / name, error);
    if (!error) bytes += size;
  }
  return bytes;
}

uint64_t free_bytes(const fs::path& folder) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) fail(folder, std::strerror(errno));
  return uint64_t{disk.f_bavail} * disk.f_frsize;
}

uint64_t excess(uint64_t wanted, uint64_t there) { return wanted > there ? wanted - there : 0; }

// Held while entries are opened, counted and removed.
class CacheLock {
 public:
  explicit CacheLock(const fs::path& folder) : file_(folder / "lock") { file_.lock(); }

 private:
  CacheFile file_;
};

}  // namespace

struct FeatureCache::Space {
  uint64_t used = 0;  // by all entries
  uint64_t free = 0;  // on the disk, beyond what is kept for others
};

// An entry that nobody else can open or remove meanwhile.
struct FeatureCache::Unused {
  fs::path folder;
  uint64_t bytes = 0;
  std::unique_ptr<CacheFile> lock;
};

// How many from the front hold so many bytes together.
std::optional<size_t> FeatureCache::enough_of(const std::vector<Unused>& unused, uint64_t bytes) {
  size_t count = 0;
  uint64_t freed = 0;
  while (freed < bytes && count < unused.size()) freed += unused[count++].bytes;
  return freed < bytes ? std::nullopt : std::optional(count);
}

FeatureCache::FeatureCache(FeatureCacheSettings settings) : settings_(std::move(settings)) {
  std::error_code error;
  const fs::path parent = fs::absolute(settings_.folder).parent_path();
  fs::create_directories(parent, error);
  if (error) fail(parent, error.message());
  create_private_folder(settings_.folder);
}

std::unique_ptr<CacheEntry> FeatureCache::open(const std::string& identity,
                                               size_t row_values) const {
  const CacheLock lock(settings_.folder);
  const fs::path folder =
      settings_.folder /
      sha256_hex({reinterpret_cast<const uint8_t*>(identity.data()), identity.size()});
  create_private_folder(folder);
  return std::make_unique<CacheEntry>(folder, row_values);
}

FeatureCache::Space FeatureCache::space(const CacheEntry& entry) const {
  Space space;
  for (const fs::path& folder : entry_folders(settings_.folder)) space.used += bytes_in(folder);
  space.free = excess(free_bytes(entry.folder()), settings_.keep_free_bytes);
  return space;
}

// Longest unused first.
std::vector<FeatureCache::Unused> FeatureCache::unused_entries(const CacheEntry& entry) const {
  std::vector<std::pair<fs::file_time_type, fs::path>> by_age;
  for (const fs::path& folder : entry_folders(settings_.folder)) {
    std::error_code error;
    if (folder != entry.folder())
      by_age.emplace_back(fs::last_write_time(folder / "values", error), folder);
  }
  std::ranges::sort(by_age);
  std::vector<Unused> unused;
  for (const auto& [time, folder] : by_age) {
    auto lock = std::make_unique<CacheFile>(folder / "values");
    if (lock->try_lock()) unused.push_back({folder, bytes_in(folder), std::move(lock)});
  }
  return unused;
}

CacheRoom FeatureCache::make_room(CacheEntry& entry, const Rows& rows) const {
  const CacheLock lock(settings_.folder);
  const Space there = space(entry);
  const std::vector<Unused> unused = unused_entries(entry);
  const uint64_t growth = entry.growth(rows.new_rows);
  const uint64_t over_limit = excess(there.used + growth, settings_.limit_bytes);
  const uint64_t over_disk = excess(growth, there.free);
  if (const auto count = enough_of(unused, std::max(over_limit, over_disk))) {
    for (size_t i = 0; i < *count; ++i) remove_folder(unused[i].folder);
    entry.reserve(rows.new_rows);
    return CacheRoom::kThere;
  }
  const uint64_t old = entry.bytes();
  const uint64_t afresh =
      rows.wanted_rows * (entry.row_values() * sizeof(float) + kIndexRecordBytes);
  const auto count =
      enough_of(unused, std::max(excess(there.used - old + afresh, settings_.limit_bytes),
                                 excess(afresh, there.free + old)));
  if (old > 0 && count && entry.try_clear()) {
    for (size_t i = 0; i < *count; ++i) remove_folder(unused[i].folder);
    entry.reserve(rows.wanted_rows);
    return CacheRoom::kAfterClearing;
  }
  return over_limit > 0 ? CacheRoom::kOverLimit : CacheRoom::kDiskFull;
}

}  // namespace myolens
