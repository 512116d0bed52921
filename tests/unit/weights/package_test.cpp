#include "myolens/weights/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/weights/packed_files.h"

namespace myolens {
namespace {

using testing::_;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

TEST(Package, GivesTheFilesBelowAFolderByTheRestOfTheirPath) {
  const TemporaryFolder folder;
  write_tgz(folder / "a.tgz", {{"package/model/a.bin", "first"},
                               {"package/model/deep/b.bin", "second"},
                               {"package/other.bin", "third"},
                               {"package/model/empty", ""}});
  EXPECT_THAT(read_package(folder / "a.tgz", "package/model/"),
              ElementsAre(Pair("a.bin", bytes_of("first")), Pair("deep/b.bin", bytes_of("second")),
                          Pair("empty", bytes_of(""))));
}

TEST(Package, LeavesLinksOut) {
  const TemporaryFolder folder;
  write_tgz(folder / "a.tgz", {{"package/a", "content"}, {"package/link", "/etc/passwd", true}});
  EXPECT_THAT(read_package(folder / "a.tgz", "package/"), ElementsAre(Pair("a", _)));
}

TEST(Package, MustExistAndHoldTheFolder) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { read_package(folder / "missing.tgz", ""); },
              FailsWith(ErrorCode::kNotFound, _));
  write_tgz(folder / "a.tgz", {{"package/a", "content"}});
  EXPECT_THAT([&] { read_package(folder / "a.tgz", "package/model/"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("package/model/")));
}

TEST(Package, MustNotBeDamaged) {
  const TemporaryFolder folder;
  folder.write("text.tgz", "this is no archive at all, and long enough to be sure of it");
  EXPECT_THAT([&] { read_package(folder / "text.tgz", ""); }, FailsWith(ErrorCode::kBadFormat, _));

  std::string content;  // does not compress to nothing
  for (uint32_t i = 0, x = 1; i < 100'000; ++i)
    content.push_back(static_cast<char>((x = x * 1664525 + 1013904223) >> 24));
  write_tgz(folder / "whole.tgz", {{"package/a", content}});
  const std::string whole = read_text_file(folder / "whole.tgz");
  for (const size_t part : {whole.size() / 2, whole.size() - 20}) {
    folder.write("part.tgz", whole.substr(0, part));
    EXPECT_THAT([&] { read_package(folder / "part.tgz", ""); },
                FailsWith(ErrorCode::kBadFormat, HasSubstr("part.tgz")))
        << part;
  }
}

TEST(Package, MayNotUnpackToAHundredTimesItsSize) {
  const TemporaryFolder folder;
  const std::string zeros(48 << 20, '\0');
  write_tgz(folder / "bomb.tgz", {{"package/a", zeros}});
  EXPECT_THAT([&] { read_package(folder / "bomb.tgz", ""); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("100 times its size")));
  EXPECT_NO_THROW(list_package(folder / "bomb.tgz"));
}

TEST(Package, HoldsAtMostAHundredThousandFiles) {
  const TemporaryFolder folder;
  std::vector<PackedFile> files(100'000, {"package/same", ""});
  write_tgz(folder / "full.tgz", files);
  EXPECT_NO_THROW(read_package(folder / "full.tgz", ""));
  files.push_back({"package/last", ""});
  write_tgz(folder / "over.tgz", files);
  EXPECT_THAT([&] { read_package(folder / "over.tgz", ""); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("100,000 files")));
}

}  // namespace
}  // namespace myolens
