#include "myolens/phantom/cohort_writer.h"

#include <algorithm>
#include <gmock/gmock.h>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/imaging/codec.h"
#include "myolens/phantom/disc_sampling.h"
#include "myolens/polarmap/disc_finder.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

void write(const CohortRequest& request, const fs::path& folder, size_t threads) {
  SilentProgress silent;
  write_phantom_cohort(request, folder, {.threads = threads}, silent);
}

// One small cohort for all tests that only look.
class PhantomCohort : public testing::Test {
 protected:
  static constexpr size_t kPatients = 6;
  static CohortRequest request() { return {.patients = kPatients, .cad = 4, .seed = 2}; }

  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    write(request(), cohort(), 2);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path cohort() { return *folder_ / "cohort"; }
  static std::unique_ptr<TemporaryFolder> folder_;
};
std::unique_ptr<TemporaryFolder> PhantomCohort::folder_;

TEST_F(PhantomCohort, ListsEveryPatientOnceWithItsScreen) {
  const Table manifest = read_table(cohort() / "manifest.csv");
  EXPECT_THAT(manifest.columns, ElementsAre("patient", "file", "label", "sex", "age"));
  ASSERT_EQ(manifest.rows.size(), kPatients);
  EXPECT_EQ(std::ranges::count_if(manifest.rows, [](const auto& row) { return row[2] == "CAD"; }),
            4);
  for (size_t i = 0; i < kPatients; ++i) {
    EXPECT_EQ(manifest.rows[i][0], "S000" + std::to_string(i + 1));
    EXPECT_TRUE(fs::exists(cohort() / manifest.rows[i][1]));
  }
}

TEST_F(PhantomCohort, HasJpegScreensOf1640By1068) {
  for (const auto& file : list_files(cohort() / "screens")) {
    const ImageHeader header = read_image_header(read_file(file), file.string());
    EXPECT_EQ(header.format, "jpeg");
    EXPECT_EQ(header.width, 1640);
    EXPECT_EQ(header.height, 1068);
  }
}

TEST_F(PhantomCohort, SaysThatItIsSynthetic) {
  const std::string text = read_text_file(cohort() / "SYNTHETIC.txt");
  EXPECT_THAT(text, HasSubstr("SYNTHETIC"));
  EXPECT_THAT(text, HasSubstr("Research use only, not a medical device"));
}

// A segment below 0.8 of normal must hold masked pixels, one without loss hardly any.
TEST_F(PhantomCohort, MasksWhatTheRatiosLose) {
  const MapPixels pixels;
  const Table truth = read_table(cohort() / "truth.csv");
  const size_t mask_column = truth.column("lesion_mask", "truth.csv");
  const size_t first_ratio = truth.column("ratio_1", "truth.csv");
  for (const auto& row : truth.rows) {
    const fs::path file = cohort() / row[mask_column];
    const Image mask = decode_image(read_file(file), file.string());
    std::array<int, kSegments> masked{};
    for (const auto& [index, position] : pixels.pixels()) {
      if (position.r > 1 || mask.samples[static_cast<size_t>(index) * 3] == 0) continue;
      ++masked[static_cast<size_t>(segment_at(position) - 1)];
    }
    for (size_t i = 0; i < masked.size(); ++i) {
      const double ratio = parse_number(row[first_ratio + i], "ratio");
      if (ratio < .8) {
        EXPECT_GT(masked[i], 0) << row[0] << " segment " << i + 1;
      }
      if (ratio > .995) {
        EXPECT_EQ(masked[i], 0) << row[0] << " segment " << i + 1;
      }
    }
  }
}

TEST_F(PhantomCohort, IsTheSameForAnyNumberOfThreads) {
  const TemporaryFolder other;
  write(request(), other / "cohort", 1);
  for (const auto& file : list_files(cohort())) {
    const fs::path twin = other / "cohort" / file.lexically_relative(cohort());
    EXPECT_EQ(read_file(file), read_file(twin)) << twin;
  }
}

// The same places in the cohort, all CAD or none: another patient, the same screen around it.
TEST(PhantomScreens, LookTheSameWhateverTheLabel) {
  const TemporaryFolder folder;
  write({.patients = 2, .cad = 0, .seed = 8}, folder / "none", 2);
  write({.patients = 2, .cad = 2, .seed = 8}, folder / "all", 2);
  for (const char* name : {"screens/S0001.jpg", "screens/S0002.jpg"}) {
    const auto disc = [&](const char* cohort) {
      const Bytes bytes = read_file(folder / cohort / name);
      return find_disc(decode_image(bytes, name)).value();
    };
    const Disc none = disc("none");
    const Disc all = disc("all");
    EXPECT_NEAR(none.centre_x, all.centre_x, 2);
    EXPECT_NEAR(none.centre_y, all.centre_y, 2);
    EXPECT_NEAR(none.radius, all.radius, 2);
  }
}

TEST(PhantomWriter, LeavesNothingBehindWhenItRefuses) {
  const TemporaryFolder folder;
  EXPECT_THROW(write({.patients = 2, .cad = 3}, folder / "cohort", 1), Error);
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace myolens
