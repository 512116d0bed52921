#include "myolens/base/file.h"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "myolens/base/error.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

template <typename Action>
ErrorCode code_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "no error";
  return ErrorCode::kInternal;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return names;
}

// Lets no file of this process grow beyond `bytes`, as on a full disk, until the end of its scope.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit{bytes, old_limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_limit_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_limit_{};
  void (*old_handler_)(int);
};

TEST(File, ReadsBackWhatItWrites) {
  const TemporaryFolder folder;
  const Bytes bytes{0, 255, 10, 13, 0};
  write_file(folder / "new/folder/a.bin", bytes);
  EXPECT_EQ(read_file(folder / "new/folder/a.bin"), bytes);
  write_file(folder / "a.txt", std::string_view("text"));
  EXPECT_EQ(read_text_file(folder / "a.txt"), "text");
  write_file(folder / "a.txt", std::string_view(""));
  EXPECT_EQ(read_text_file(folder / "a.txt"), "");
}

TEST(File, KeepsTheOldContentWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  const fs::path path = folder.write("a.txt", "old");
  {
    const FileSizeLimit limit(100);
    EXPECT_EQ(code_of([&] { write_file(path, std::string(1000, 'x')); }), ErrorCode::kWriteFailed);
  }
  EXPECT_EQ(read_text_file(path), "old");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a.txt"));
}

TEST(FileWriter, WritesPartsThatAppearTogether) {
  const TemporaryFolder folder;
  {
    FileWriter writer(folder / "new/a.bin");
    writer.write(Bytes{1, 2});
    writer.write({});
    writer.write(Bytes{3});
    EXPECT_FALSE(fs::exists(folder / "new/a.bin"));
    writer.commit();
  }
  EXPECT_EQ(read_file(folder / "new/a.bin"), (Bytes{1, 2, 3}));
  EXPECT_THAT(names_in(folder / "new"), ElementsAre("a.bin"));
}

TEST(FileWriter, LeavesNothingWithoutCommit) {
  const TemporaryFolder folder;
  folder.write("a.bin", "old");
  FileWriter(folder / "a.bin").write(Bytes{1, 2});
  EXPECT_EQ(read_text_file(folder / "a.bin"), "old");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a.bin"));
}

TEST(MappedFile, ReadsAReleasedPartAgain) {
  const TemporaryFolder folder;
  std::string text(20'000, 'x');
  text += "end";
  const MappedFile file(folder.write("a.bin", text));
  for (const size_t begin : {size_t{0}, size_t{1}, size_t{5000}, text.size()}) {
    file.release(file.bytes().subspan(begin));
    EXPECT_TRUE(std::ranges::equal(file.bytes(), text)) << begin;
  }
}

TEST(File, CannotBeWrittenBelowAFileOrOverAFolder) {
  const TemporaryFolder folder;
  folder.write("a.txt", "old");
  fs::create_directory(folder / "b");
  const std::string_view text = "new";
  EXPECT_EQ(code_of([&] { write_file(folder / "a.txt/c.txt", text); }), ErrorCode::kWriteFailed);
  EXPECT_EQ(code_of([&] { write_file(folder / "b", text); }), ErrorCode::kWriteFailed);
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a.txt", "b"));
}

TEST(File, LeavesPipesAndLinksWhatTheyAre) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(code_of([&] { write_file(folder / "pipe", "text"); }), ErrorCode::kWriteFailed);
  EXPECT_TRUE(fs::is_fifo(folder / "pipe"));
  EXPECT_EQ(code_of([&] { read_file(folder / "pipe"); }), ErrorCode::kReadFailed)
      << "nobody writes into it, and nothing is waited for";

  write_file(folder / "file", "old");
  fs::create_symlink("file", folder / "link");
  write_file(folder / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(read_text_file(folder / "file"), "new");
}

TEST(File, SaysWhyItCannotBeRead) {
  const TemporaryFolder folder;
  EXPECT_EQ(code_of([&] { read_file(folder / "none"); }), ErrorCode::kNotFound);
  EXPECT_EQ(code_of([&] { read_file(folder.path()); }), ErrorCode::kReadFailed);
  const fs::path path = folder.write("a.txt", "12345");
  EXPECT_EQ(code_of([&] { read_file(path, 4); }), ErrorCode::kLimitExceeded);
  EXPECT_EQ(read_file(path, 5).size(), 5U);
}

TEST(File, IsMappedWithItsBytes) {
  const TemporaryFolder folder;
  const MappedFile file(folder.write("a.txt", "abc"));
  EXPECT_THAT(file.bytes(), ElementsAre('a', 'b', 'c'));
  const MappedFile empty(folder.write("b.txt", ""));
  EXPECT_THAT(empty.bytes(), IsEmpty());
  EXPECT_EQ(code_of([&] { const MappedFile none(folder / "none"); }), ErrorCode::kNotFound);
}

TEST(NewFolder, AppearsUnderItsNameOnlyWhenItIsComplete) {
  const TemporaryFolder folder;
  NewFolder run(folder / "parent/run");
  write_file(run.path() / "result.csv", std::string_view("a"));
  EXPECT_FALSE(fs::exists(folder / "parent/run"));
  run.commit();
  EXPECT_EQ(read_text_file(folder / "parent/run/result.csv"), "a");
  EXPECT_THAT(names_in(folder / "parent"), ElementsAre("run"));
}

// So that what a killed process leaves behind can be told from what is complete.
TEST(NewFolder, IsWorkedOnUnderATemporaryName) {
  TemporaryFolder folder;
  const NewFolder work(folder / "run");
  EXPECT_TRUE(is_temporary(work.path()));
  for (const char* name : {"run", ".run", "run.partial", "run.7.0.partial"})
    EXPECT_FALSE(is_temporary(folder / name)) << name;
}

TEST(NewFolder, LeavesNothingWhenItIsGivenUp) {
  const TemporaryFolder folder;
  {
    const NewFolder run(folder / "run");
    write_file(run.path() / "result.csv", std::string_view("a"));
  }
  EXPECT_THAT(names_in(folder.path()), IsEmpty());
}

TEST(NewFolder, NeverOverwrites) {
  const TemporaryFolder folder;
  folder.write("run/old.csv", "old");
  folder.write("file", "old");
  for (const char* name : {"run", "run/", "file"}) {
    EXPECT_EQ(code_of([&] { const NewFolder run(folder / name); }), ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(read_text_file(folder / "run/old.csv"), "old");
}

TEST(NewFolder, MayTakeThePlaceOfAnEmptyFolder) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "run");
  NewFolder run((folder / "run/").string());
  run.commit();
  EXPECT_THAT(names_in(folder.path()), ElementsAre("run"));
}

TEST(ListFiles, SortsByPathAndLeavesHiddenOnesOut) {
  const TemporaryFolder folder;
  for (const char* name : {"b.png", "a/10.png", "a/2.png", ".hidden/c.png", ".d.png"}) {
    folder.write(name, "x");
  }
  EXPECT_THAT(list_files(folder.path()),
              ElementsAre(folder / "a/10.png", folder / "a/2.png", folder / "b.png"));
  EXPECT_THAT(list_files(folder / "b.png"), ElementsAre(folder / "b.png"));
  EXPECT_EQ(code_of([&] { list_files(folder / "none"); }), ErrorCode::kNotFound);
}

TEST(NewFolder, TakesFilesThatAppearWithIt) {
  const TemporaryFolder folder;
  const Bytes bytes{1, 2, 3};
  {
    NewFolder work(folder / "new");
    work.write("a/b.bin", bytes);
    EXPECT_THROW(work.write("a/b.bin", bytes), Error);
    EXPECT_FALSE(std::filesystem::exists(folder / "new"));
    work.commit();
  }
  EXPECT_EQ(read_file(folder / "new/a/b.bin"), bytes);
}

TEST(WritePrivateFile, IsForItsOwnerOnly) {
  const TemporaryFolder folder;
  write_private_file(folder / "secret", "text");
  EXPECT_EQ(read_text_file(folder / "secret"), "text");
  EXPECT_EQ(std::filesystem::status(folder / "secret").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace myolens
