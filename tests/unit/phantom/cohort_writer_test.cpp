#include "myolens/phantom/cohort_writer.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <map>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/imaging/codec.h"
#include "myolens/phantom/disc_sampling.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

void write(const CohortRequest& request, const fs::path& folder,
           const CohortWriteOptions& options) {
  SilentProgress silent;
  write_phantom_cohort(request, folder, options, silent);
}

void write(const CohortRequest& request, const fs::path& folder, size_t threads) {
  write(request, folder, CohortWriteOptions{.threads = threads});
}

std::vector<std::string> column_of(const fs::path& table, const char* name) {
  const Table read = read_table(table);
  const size_t column = read.column(name, table.string());
  std::vector<std::string> values;
  for (const auto& row : read.rows) values.push_back(row[column]);
  return values;
}

std::map<std::string, size_t> counts(const std::vector<std::string>& values) {
  std::map<std::string, size_t> result;
  for (const std::string& value : values) ++result[value];
  return result;
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
  EXPECT_THAT(manifest.columns, ElementsAre("patient", "file", "label", "view", "state", "sex",
                                            "age", "diabetes", "chest_pain", "dyspnoea"));
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

TEST_F(PhantomCohort, MarksTextOnlyWhereItStands) {
  const fs::path file = cohort() / column_of(cohort() / "truth/screens.csv", "text_mask").front();
  const Image mask = decode_image(read_file(file), file.string());
  EXPECT_EQ(mask.width, 1640);
  const auto marked = std::ranges::count_if(mask.samples, [](uint8_t value) { return value != 0; });
  EXPECT_GT(marked, 1000);
  EXPECT_LT(marked, static_cast<long>(mask.samples.size() / 20));
}

TEST_F(PhantomCohort, NumbersSegmentsAndTerritoriesOfTheDisc) {
  const auto share_of = [&](const char* name, int value) {
    const fs::path file = cohort() / "truth" / name;
    const Image picture = decode_image(read_file(file), file.string());
    double inside = 0;
    double equal = 0;
    for (size_t i = 0; i < picture.samples.size(); i += 3) {
      inside += picture.samples[i] != 0 ? 1 : 0;
      equal += picture.samples[i] == value ? 1 : 0;
    }
    return equal / inside;
  };
  // Area shares of the 17 segments with rings of equal width; a pixel is 0.003 % of the disc.
  EXPECT_NEAR(share_of("segments.png", 17), .0625, .002);
  EXPECT_NEAR(share_of("segments.png", 13), .0469, .002);
  EXPECT_NEAR(share_of("segments.png", 12), .0521, .002);
  EXPECT_NEAR(share_of("segments.png", 3), .0729, .002);
  EXPECT_NEAR(share_of("territories.png", 1), .406, .002);
  EXPECT_NEAR(share_of("territories.png", 2), .297, .002);
  EXPECT_NEAR(share_of("territories.png", 3), .297, .002);
}

// The same places in the cohort, all CAD or none: other patients, the same screens around them.
TEST(PhantomScreens, LookTheSameWhateverTheLabel) {
  const TemporaryFolder folder;
  const CohortWriteOptions mixed{
      .colour_scale = std::string(kMixedColourScales), .layout = std::nullopt, .threads = 2};
  write({.patients = 4, .cad = 0, .seed = 8}, folder / "none", mixed);
  write({.patients = 4, .cad = 4, .seed = 8}, folder / "all", mixed);
  for (const char* table : {"truth/screens.csv", "truth/circles.csv"}) {
    EXPECT_EQ(read_table(folder / "none" / table).rows, read_table(folder / "all" / table).rows);
  }
  EXPECT_NE(column_of(folder / "none/truth.csv", "lesions"),
            column_of(folder / "all/truth.csv", "lesions"));
  EXPECT_GT(counts(column_of(folder / "all/truth/screens.csv", "layout")).size(), 1u);
}

TEST(PhantomScreens, StandAtTheSamePlacesInOneDepartment) {
  const TemporaryFolder folder;
  write({.patients = 3, .cad = 1, .seed = 8}, folder / "cohort",
        CohortWriteOptions{.layout = ScreenLayout::kColumn, .one_department = true});
  const fs::path circles = folder / "cohort/truth/circles.csv";
  EXPECT_EQ(read_table(circles).rows.size(), 9u);
  EXPECT_EQ(counts(column_of(circles, "centre_y")).size(), 3u);
  EXPECT_EQ(counts(column_of(circles, "radius")).size(), 1u);
}

struct ImagesCase {
  const char* name;
  ImageChoice images;
  ScreenLayout layout;
  std::vector<std::string> files;
  std::vector<std::string> views;
  std::vector<std::string> states;
  size_t circles;
  size_t truths;
};

class PhantomImages : public testing::TestWithParam<ImagesCase> {};

TEST_P(PhantomImages, HaveOneRowPerScreen) {
  const ImagesCase& expected = GetParam();
  const TemporaryFolder folder;
  write({.patients = 1, .cad = 1, .seed = 4}, folder / "cohort",
        CohortWriteOptions{.layout = expected.layout, .images = expected.images});
  const fs::path manifest = folder / "cohort/manifest.csv";
  EXPECT_EQ(column_of(manifest, "file"), expected.files);
  EXPECT_EQ(column_of(manifest, "view"), expected.views);
  EXPECT_EQ(column_of(manifest, "state"), expected.states);
  EXPECT_EQ(counts(column_of(manifest, "patient")).size(), 1u);
  for (const std::string& file : expected.files) {
    EXPECT_TRUE(fs::exists(folder / "cohort" / file)) << file;
  }
  EXPECT_EQ(read_table(folder / "cohort/truth/circles.csv").rows.size(), expected.circles);
  EXPECT_EQ(read_table(folder / "cohort/truth.csv").rows.size(), expected.truths);
  EXPECT_EQ(counts(column_of(folder / "cohort/truth.csv", "stenosed_vessels")).size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    Phantom, PhantomImages,
    testing::Values(ImagesCase{"one",
                               ImageChoice::kStress,
                               ScreenLayout::kWhite,
                               {"screens/S0001.jpg"},
                               {"AC"},
                               {"stress"},
                               1,
                               1},
                    ImagesCase{"pair",
                               ImageChoice::kPair,
                               ScreenLayout::kSingle,
                               {"screens/S0001_stress_AC.jpg", "screens/S0001_rest_AC.jpg"},
                               {"AC", "AC"},
                               {"stress", "rest"},
                               2,
                               2},
                    ImagesCase{"all",
                               ImageChoice::kAll,
                               ScreenLayout::kSegmentLines,
                               {"screens/S0001_stress_AC.jpg", "screens/S0001_rest_AC.jpg",
                                "screens/S0001_stress_NAC.jpg", "screens/S0001_rest_NAC.jpg"},
                               {"AC", "AC", "NAC", "NAC"},
                               {"stress", "rest", "stress", "rest"},
                               4,
                               4},
                    ImagesCase{"columns",
                               ImageChoice::kAll,
                               ScreenLayout::kColumn,
                               {"screens/S0001_AC.jpg", "screens/S0001_NAC.jpg"},
                               {"AC", "NAC"},
                               {"stress+rest", "stress+rest"},
                               6,
                               4},
                    ImagesCase{"grid",
                               ImageChoice::kPair,
                               ScreenLayout::kGrid,
                               {"screens/S0001.jpg"},
                               {"AC+NAC"},
                               {"stress+rest"},
                               4,
                               4}),
    [](const auto& test) { return test.param.name; });

TEST(PhantomWriter, LeavesNothingBehindWhenItRefuses) {
  const TemporaryFolder folder;
  EXPECT_THROW(write({.patients = 2, .cad = 3}, folder / "cohort", 1), Error);
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace myolens
