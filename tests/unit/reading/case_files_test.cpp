#include "myolens/reading/case_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/file.h"
#include "myolens/imaging/codec.h"
#include "tests/support/drawn_screen.h"
#include "tests/support/small_bundle.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;

constexpr size_t kFiles = kCaseWindow + 3;  // one window, and some of the next
constexpr size_t kBroken = 4;
constexpr size_t kBlack = kCaseWindow;

class CaseFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    for (size_t i = 0; i < kFiles; ++i) {
      files_.push_back(folder_.path() / (std::to_string(i) + ".png"));
      const Image screen = i == kBlack ? black_screen() : drawn_screen(static_cast<int>(i));
      write_file(files_.back(), i == kBroken ? Bytes{1, 2, 3} : encode_png(screen));
    }
  }

  std::vector<CaseFileReading> read(const std::vector<fs::path>& files, size_t threads) const {
    std::vector<CaseFile> cases;
    for (const fs::path& file : files) cases.push_back({file});
    std::vector<CaseFileReading> results;
    CaseReader reader(small_bundle(), static_cast<int>(threads));
    read_case_files(reader, cases, {.threads = threads},
                    [&](size_t file, const CaseFileReading& one) {
                      EXPECT_EQ(file, results.size());
                      results.push_back(one);
                    });
    return results;
  }

  const TemporaryFolder folder_;
  std::vector<fs::path> files_;
};

TEST_F(CaseFilesTest, GivesTheAnswersOfOneByOneInOrder) {
  const auto results = read(files_, 2);
  ASSERT_EQ(results.size(), kFiles);
  CaseReader reader(small_bundle(), 1);
  for (const size_t i : {size_t{0}, size_t{1}, kFiles - 1}) {
    const CaseReading alone = reader.read(read_file(files_[i]), files_[i].string());
    EXPECT_EQ(results[i].reading.probability, alone.probability) << i;
    EXPECT_EQ(results[i].reading.map.image, alone.map.image) << i;
  }
}

TEST_F(CaseFilesTest, DoesNotDependOnTheThreads) {
  const auto one = read(files_, 1);
  const auto three = read(files_, 3);
  for (size_t i = 0; i < kFiles; ++i) {
    EXPECT_EQ(one[i].reading.probability, three[i].reading.probability) << i;
    EXPECT_EQ(one[i].reading.members, three[i].reading.members) << i;
  }
}

TEST_F(CaseFilesTest, GoesOnBehindABrokenFileAndAPictureWithoutAMap) {
  const auto results = read(files_, 2);
  for (size_t i = 0; i < kFiles; ++i) EXPECT_EQ(results[i].failure.has_value(), i == kBroken) << i;
  EXPECT_EQ(results[kBroken].failure->code(), ErrorCode::kBadFormat);
  EXPECT_THAT(results[kBlack].reading.refusals, testing::SizeIs(1));
  EXPECT_NE(results[kFiles - 1].reading.label, "");
}

TEST_F(CaseFilesTest, ReadsTheDiscThatEachRowMeans) {
  const fs::path file = folder_.path() / "pair.png";
  write_file(file, encode_png(side_by_side(drawn_screen(1), drawn_screen(5))));
  const std::vector<CaseFile> rows{{file, {}, "left"}, {file, {}, "right"}, {file, {}, "rest"}};
  CaseReader reader(small_bundle(), 1);
  std::vector<CaseFileReading> results;
  read_case_files(reader, rows, {.disc = {.disc = "left"}},
                  [&](size_t, const CaseFileReading& one) { results.push_back(one); });
  ASSERT_EQ(results.size(), rows.size());
  EXPECT_EQ(results[0].reading.map.image, reader.read(read_file(files_[1]), "1").map.image);
  EXPECT_EQ(results[1].reading.map.image, reader.read(read_file(files_[5]), "5").map.image);
  EXPECT_THAT(results[2].reading.refusals,
              testing::ElementsAre(testing::HasSubstr("other names need a layout")));
}

TEST_F(CaseFilesTest, AsksForTheFrameThatEachRowMeans) {
  const std::vector<CaseFile> rows{{files_[0], {}, {}, 1}, {files_[0], {}, {}, 2}};
  CaseReader reader(small_bundle(), 1);
  std::vector<bool> failed;
  read_case_files(reader, rows, {}, [&](size_t, const CaseFileReading& one) {
    failed.push_back(one.failure.has_value());
  });
  EXPECT_EQ(failed, (std::vector{false, true}));
}

TEST_F(CaseFilesTest, AcceptsNoFile) { EXPECT_THAT(read({}, 2), testing::IsEmpty()); }

}  // namespace
}  // namespace myolens
