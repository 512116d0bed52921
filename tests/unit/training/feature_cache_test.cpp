#include "myolens/training/feature_cache.h"

#include <chrono>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using testing::_;
namespace fs = std::filesystem;

constexpr size_t kValues = 16;
constexpr uint64_t kRowBytes = kValues * sizeof(float) + kIndexRecordBytes;

std::vector<float> row_of(float value) { return std::vector<float>(kValues, value); }

std::optional<std::vector<float>> read(const CacheEntry& entry, const std::string& key) {
  std::vector<float> row(kValues);
  if (!entry.read(key, row)) return std::nullopt;
  return row;
}

class FeatureCacheTest : public testing::Test {
 protected:
  // With room for so many rows.
  FeatureCache cache(uint64_t rows = 1000) const {
    return FeatureCache({.folder = folder_ / "a/cache", .limit_bytes = rows * kRowBytes});
  }

  // Writes an entry of `rows` rows, used that many hours ago.
  void write(const std::string& identity, size_t rows, int hours_ago) const {
    const auto entry = cache().open(identity, kValues);
    ASSERT_EQ(cache().make_room(*entry, {rows, rows}), CacheRoom::kThere);
    for (size_t i = 0; i < rows; ++i) entry->write(std::to_string(i), row_of(1));
    fs::last_write_time(entry->folder() / "values",
                        fs::file_time_type::clock::now() - std::chrono::hours(hours_ago));
  }

  size_t entries() const {
    size_t count = 0;
    for (const auto& entry : fs::directory_iterator(folder_ / "a/cache"))
      count += entry.is_directory();
    return count;
  }

  // Does not create it.
  bool has(const std::string& identity) const {
    const size_t before = entries();
    const fs::path folder = cache().open(identity, kValues)->folder();
    if (entries() == before) return true;
    fs::remove_all(folder);
    return false;
  }

  const TemporaryFolder folder_;
};

TEST_F(FeatureCacheTest, GivesBackWhatWasWritten) {
  {
    const auto entry = cache().open("identity", kValues);
    entry->begin_writing();
    entry->write("x", row_of(1));
    entry->write("y", row_of(2));
    entry->write("x", row_of(3));
    entry->end_writing();
  }
  const auto entry = cache().open("identity", kValues);
  EXPECT_EQ(read(*entry, "x"), row_of(3));
  EXPECT_EQ(read(*entry, "y"), row_of(2));
  EXPECT_EQ(read(*entry, "z"), std::nullopt);
  EXPECT_EQ(entry->bytes(), 2 * kRowBytes);
  EXPECT_EQ(read(*cache().open("another", kValues), "x"), std::nullopt);
}

TEST_F(FeatureCacheTest, RemovesTheLongestUnusedEntriesFirst) {
  write("older", 10, 2);
  write("oldest", 10, 3);
  write("new", 10, 1);
  const auto entry = cache(40).open("wanted", kValues);
  EXPECT_EQ(cache(40).make_room(*entry, {15, 15}), CacheRoom::kThere);
  EXPECT_FALSE(has("oldest"));
  EXPECT_TRUE(has("older"));
  EXPECT_TRUE(has("new"));
}

TEST_F(FeatureCacheTest, CountsOpeningAsUse) {
  write("opened", 10, 3);
  write("unused", 10, 2);
  cache().open("opened", kValues);
  const auto entry = cache(25).open("wanted", kValues);
  EXPECT_EQ(cache(25).make_room(*entry, {10, 10}), CacheRoom::kThere);
  EXPECT_TRUE(has("opened"));
  EXPECT_FALSE(has("unused"));
}

TEST_F(FeatureCacheTest, NeverRemovesAnEntryInUse) {
  write("used", 10, 2);
  write("unused", 10, 1);
  const auto used = cache().open("used", kValues);
  fs::last_write_time(used->folder() / "values", fs::file_time_type::min());
  const auto entry = cache(25).open("wanted", kValues);
  EXPECT_EQ(cache(25).make_room(*entry, {10, 10}), CacheRoom::kThere);
  EXPECT_EQ(read(*used, "9"), row_of(1));
  EXPECT_FALSE(has("unused"));
}

TEST_F(FeatureCacheTest, RemovesNothingWhenThatIsNotEnough) {
  write("used", 10, 2);
  write("unused", 10, 1);
  const auto used = cache().open("used", kValues);
  const auto entry = cache(25).open("wanted", kValues);
  EXPECT_EQ(cache(25).make_room(*entry, {20, 20}), CacheRoom::kOverLimit);
  EXPECT_TRUE(has("unused"));
}

TEST_F(FeatureCacheTest, CountsWhatIsReservedBeforeItIsWritten) {
  const auto first = cache(25).open("first", kValues);
  const auto second = cache(25).open("second", kValues);
  EXPECT_EQ(cache(25).make_room(*first, {20, 20}), CacheRoom::kThere);
  EXPECT_EQ(cache(25).make_room(*second, {20, 20}), CacheRoom::kOverLimit);
}

TEST_F(FeatureCacheTest, DropsAnEntrysOldRowsForTheWantedOnesAtLast) {
  write("grown", 15, 1);
  const auto entry = cache(20).open("grown", kValues);
  EXPECT_EQ(cache(20).make_room(*entry, {12, 12}), CacheRoom::kAfterClearing);
  EXPECT_FALSE(entry->has("0"));
  entry->write("new", row_of(4));
  EXPECT_EQ(read(*entry, "new"), row_of(4));
}

TEST_F(FeatureCacheTest, KeepsAnEntrysOldRowsWhileAnotherReadsThem) {
  write("grown", 15, 1);
  const auto reader = cache().open("grown", kValues);
  const auto entry = cache(20).open("grown", kValues);
  EXPECT_EQ(cache(20).make_room(*entry, {12, 12}), CacheRoom::kOverLimit);
  EXPECT_EQ(read(*reader, "0"), row_of(1));
}

TEST_F(FeatureCacheTest, KeepsTheDiskFree) {
  const FeatureCache cache({.folder = folder_ / "cache", .keep_free_bytes = uint64_t{1} << 60});
  const auto entry = cache.open("wanted", kValues);
  EXPECT_EQ(cache.make_room(*entry, {1, 1}), CacheRoom::kDiskFull);
}

TEST_F(FeatureCacheTest, LetsOneWriteAtATime) {
  const auto first = cache().open("identity", kValues);
  const auto second = cache().open("identity", kValues);
  first->begin_writing();
  EXPECT_FALSE(second->try_begin_writing());
  std::thread waiting([&] { second->begin_writing(); });
  first->write("x", row_of(1));
  first->end_writing();
  waiting.join();
  EXPECT_EQ(read(*second, "x"), row_of(1));
}

// A process that ends between the values and their record, and in the middle of a record.
TEST_F(FeatureCacheTest, IgnoresWhatAKilledProcessLeftUnfinished) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto entry = cache().open("identity", kValues);
    entry->begin_writing();
    if (cache().make_room(*entry, {100, 100}) != CacheRoom::kThere) ::_exit(1);
    entry->write("whole", row_of(1));
    const fs::path values = entry->folder() / "values";
    const fs::path index = entry->folder() / "index";
    fs::resize_file(index, kIndexRecordBytes + 30);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));

  const auto entry = cache().open("identity", kValues);
  ASSERT_TRUE(entry->try_begin_writing());
  EXPECT_EQ(read(*entry, "whole"), row_of(1));
  entry->write("next", row_of(2));
  entry->end_writing();
  EXPECT_EQ(entry->bytes(), 2 * kRowBytes);
  EXPECT_EQ(read(*cache().open("identity", kValues), "next"), row_of(2));
}

TEST_F(FeatureCacheTest, LeavesForeignFilesAlone) {
  const fs::path foreign = folder_.write("a/cache/notes/values", std::string(5000, 'x'));
  const auto entry = cache(10).open("wanted", kValues);
  EXPECT_EQ(cache(10).make_room(*entry, {10, 10}), CacheRoom::kThere);
  EXPECT_TRUE(fs::exists(foreign));
}

TEST_F(FeatureCacheTest, NamesAFolderItCannotUse) {
  const fs::path file = folder_.write("file", "no folder");
  EXPECT_THAT([&] { FeatureCache({.folder = file / "cache"}); },
              FailsWith(ErrorCode::kWriteFailed, testing::HasSubstr(file.string())));
  EXPECT_THAT([&] { FeatureCache({.folder = file}).open("identity", kValues); },
              FailsWith(ErrorCode::kWriteFailed, _));
}

}  // namespace
}  // namespace myolens
