#include "myolens/experiment/prepared_cohort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/cohort/preparation_record.h"
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
    write_discs("a.png,20,20,20,\nb.png,19.5,20.5,18,\n");
    write_preparation_record(folder_.path(), {});
  }
  void write_discs(const std::string& rows) const {
    folder_.write("preparation.csv", "file,centre_x,centre_y,radius,colour_scale\n" + rows);
  }
  PreparedCohort read() const { return read_prepared_cohort(folder_.path(), {}); }

  const TemporaryFolder folder_;
};

// In another order than the manifest: joined by name, never by position.
TEST_F(PreparedCohortTest, JoinsCirclesByFileName) {
  write_discs("b.png,19.5,20.5,18,\na.png,20,20,20,\n");
  const PreparedCohort cohort = read();
  ASSERT_EQ(cohort.discs.size(), 2U);
  EXPECT_EQ(cohort.discs[0].radius, 20);
  EXPECT_EQ(cohort.discs[1].centre_x, 19.5);
  EXPECT_EQ(cohort.discs[1].centre_y, 20.5);
  EXPECT_EQ(load_map(cohort, 1).disc.radius, 18);
  EXPECT_EQ(load_map(cohort, 1).image, Image(40, 40, 3, 90));
}

TEST_F(PreparedCohortTest, MustComeFromPrepare) {
  for (const char* name : {"preparation.csv", "preparation.json"}) {
    std::filesystem::remove(folder_ / name);
    EXPECT_THAT([&] { read(); },
                FailsWith(ErrorCode::kInvalidArgument, HasSubstr("myolens prepare")));
  }
}

TEST_F(PreparedCohortTest, NeedsACircleForEveryPicture) {
  write_discs("a.png,20,20,20,\n");
  EXPECT_THAT([&] { read(); }, FailsWith(ErrorCode::kBadData, HasSubstr("b.png")));
}

TEST_F(PreparedCohortTest, NeedsNumbersForItsCircles) {
  write_discs("a.png,20,20,20,\nb.png,20,middle,20,\n");
  EXPECT_THAT([&] { read(); }, FailsWith(ErrorCode::kBadFormat, HasSubstr("preparation.csv")));
  folder_.write("preparation.csv", "file,centre_x,centre_y\na.png,1,1\n");
  EXPECT_THAT([&] { read(); }, FailsWith(ErrorCode::kBadData, HasSubstr("radius")));
}

TEST_F(PreparedCohortTest, NeedsCirclesThatLieOnThePicture) {
  for (const char* disc :
       {"20,20,0", "20,20,-5", "-1,20,10", "20,41,10", "nan,20,10", "20,20,nan"}) {
    write_discs(std::string("a.png,") + disc + ",\nb.png,20,20,20,\n");
    EXPECT_THAT([&] { load_map(read(), 0); },
                FailsWith(ErrorCode::kBadData, AllOf(HasSubstr("a.png"), HasSubstr("circle"))))
        << disc;
  }
}

TEST_F(PreparedCohortTest, KeepsTheFullDepthOfItsMaps) {
  const Image16 deep(40, 40, 3, 4660);
  write_file(folder_ / "a.png", encode_png(deep));
  EXPECT_EQ(load_map(read(), 0).deep, deep);
}

TEST_F(PreparedCohortTest, KnowsWhichOfItsMapsAreUptake) {
  write_file(folder_ / "a.png", encode_png(Image16(40, 40, 1, 51400)));
  write_discs("a.png,20,20,20,hot_iron\nb.png,20,20,20,rainbow\n");
  const PreparedMap map = load_map(read(), 0);
  EXPECT_EQ(map.colour_scale, "hot_iron");
  EXPECT_EQ(*map.deep->pixel(20, 20), 51400);
  EXPECT_THAT([&] { load_map(read(), 1); },
              FailsWith(ErrorCode::kBadData, AllOf(HasSubstr("b.png"), HasSubstr("16 bits"))));
}

TEST_F(PreparedCohortTest, TakesThePositiveLabelThatPrepareWasGiven) {
  PreparationRecord record;
  record.positive_label = "non-CAD";
  record.reference_standard = "two readers, consensus";
  write_preparation_record(folder_.path(), record);
  EXPECT_EQ(read().cohort.positive_label, "non-CAD");
  EXPECT_EQ(read().reference_standard, "two readers, consensus");
}

TEST_F(PreparedCohortTest, MustHandleColoursAsTheModelNeedsThem) {
  ModelBundle bundle;
  bundle.labels = {"CAD", "non-CAD"};
  EXPECT_EQ(read_for_model(folder_.path(), bundle).discs.size(), 2U);
  bundle.colours.uptake = true;
  EXPECT_THAT([&] { read_for_model(folder_.path(), bundle); },
              FailsWith(ErrorCode::kBadData, HasSubstr("trained on relative uptake")));
}

}  // namespace
}  // namespace myolens
