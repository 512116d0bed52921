#include "myolens/experiment/prepared_cohort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class PreparedCohortTest : public testing::Test {
 protected:
  PreparedCohortTest() {
    for (const char* name : {"a.png", "b.png"})
      write_file(folder_ / name, encode_png(Image(40, 40, 3, 90)));
    folder_.write("manifest.csv", "patient,file,label\nP1,a.png,CAD\nP2,b.png,non-CAD\n");
    write_discs("a.png,20,20,20\nb.png,19.5,20.5,18\n");
  }
  void write_discs(const std::string& rows) const {
    folder_.write("preparation.csv", "file,centre_x,centre_y,radius\n" + rows);
  }
  PreparedCohort read() const { return read_prepared_cohort(folder_.path(), {}); }

  const TemporaryFolder folder_;
};

// In another order than the manifest: joined by name, never by position.
TEST_F(PreparedCohortTest, JoinsCirclesByFileName) {
  write_discs("b.png,19.5,20.5,18\na.png,20,20,20\n");
  const PreparedCohort cohort = read();
  ASSERT_EQ(cohort.discs.size(), 2U);
  EXPECT_EQ(cohort.discs[0].radius, 20);
  EXPECT_EQ(cohort.discs[1].centre_x, 19.5);
  EXPECT_EQ(cohort.discs[1].centre_y, 20.5);
  EXPECT_EQ(load_map(cohort, 1).disc.radius, 18);
  EXPECT_EQ(load_map(cohort, 1).image, Image(40, 40, 3, 90));
}

TEST_F(PreparedCohortTest, MustComeFromPrepare) {
  std::filesystem::remove(folder_ / "preparation.csv");
  EXPECT_THAT([&] { read(); },
              FailsWith(ErrorCode::kInvalidArgument, HasSubstr("myolens prepare")));
}

TEST_F(PreparedCohortTest, NeedsACircleForEveryPicture) {
  write_discs("a.png,20,20,20\n");
  EXPECT_THAT([&] { read(); }, FailsWith(ErrorCode::kBadData, HasSubstr("b.png")));
}

TEST_F(PreparedCohortTest, NeedsNumbersForItsCircles) {
  write_discs("a.png,20,20,20\nb.png,20,middle,20\n");
  EXPECT_THAT([&] { read(); }, FailsWith(ErrorCode::kBadFormat, HasSubstr("preparation.csv")));
  folder_.write("preparation.csv", "file,centre_x,centre_y\na.png,1,1\n");
  EXPECT_THAT([&] { read(); }, FailsWith(ErrorCode::kBadData, HasSubstr("radius")));
}

TEST_F(PreparedCohortTest, NeedsCirclesThatLieOnThePicture) {
  for (const char* disc :
       {"20,20,0", "20,20,-5", "-1,20,10", "20,41,10", "nan,20,10", "20,20,nan"}) {
    write_discs(std::string("a.png,") + disc + "\nb.png,20,20,20\n");
    EXPECT_THAT([&] { load_map(read(), 0); },
                FailsWith(ErrorCode::kBadData, AllOf(HasSubstr("a.png"), HasSubstr("circle"))))
        << disc;
  }
}

}  // namespace
}  // namespace myolens
