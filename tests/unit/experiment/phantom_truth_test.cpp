#include "myolens/experiment/phantom_truth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kHeader = "patient,view,state,stenosed_vessels,sss,mimics,lesion_mask\n";

// The right half of the disc is a lesion.
void write_mask(const std::filesystem::path& file) {
  Image mask(224, 224, 3);
  for (int y = 0; y < 224; ++y) std::fill(mask.pixel(112, y), mask.pixel(0, y) + 3 * 224, 255);
  write_file(file, encode_png(mask));
}

CohortEntry entry_of(const std::string& patient, std::map<std::string, std::string> attributes) {
  CohortEntry entry;
  entry.patient = patient;
  entry.attributes = std::move(attributes);
  return entry;
}

class PhantomTruthOf : public testing::Test {
 protected:
  PhantomTruth truth_of(const std::string& rows) {
    write_file(folder_ / "truth.csv", kHeader + rows);
    return PhantomTruth(folder_.path());
  }
  TemporaryFolder folder_;
};

TEST_F(PhantomTruthOf, APatientIsItsRow) {
  const PhantomTruth truth = truth_of(
      "S1,AC,stress,RCA;LCX,8,\"[{\"\"kind\"\":\"\"motion\"\",\"\"depth\"\":0.12},{\"\"kind\"\":"
      "\"\"septal notch\"\",\"\"depth\"\":0.09},{\"\"kind\"\":\"\"motion\"\",\"\"depth\"\":0.3}]\","
      "truth/masks/S1.png\nS2,AC,stress,,0,[],truth/masks/S2.png\n");
  const ImageTruth& first = truth.of(entry_of("S1", {}));
  EXPECT_THAT(first.vessels, ElementsAre("RCA", "LCX"));
  EXPECT_EQ(first.summed_score, 8);
  EXPECT_THAT(first.mimics, ElementsAre("motion"));
  EXPECT_THAT(truth.of(entry_of("S2", {})).vessels, IsEmpty());
  EXPECT_THAT([&] { truth.of(entry_of("S3", {})); },
              FailsWith(ErrorCode::kBadData, HasSubstr("S3")));
}

TEST_F(PhantomTruthOf, ImagesOfAPatientAreToldByViewAndState) {
  const PhantomTruth truth = truth_of("S1,AC,stress,,1,[],a.png\nS1,AC,rest,,2,[],b.png\n");
  EXPECT_EQ(truth.of(entry_of("S1", {{"view", "AC"}, {"state", "rest"}})).summed_score, 2);
  EXPECT_THAT(
      [&] {
        truth.of(entry_of("S1", {{"view", "AC"}}));
      },
      FailsWith(ErrorCode::kBadData, HasSubstr("several")));
}

TEST_F(PhantomTruthOf, RowsThatCannotBeUnderstoodAreRefused) {
  EXPECT_THROW(truth_of("S1,AC,stress,,many,[],a.png\n"), Error);
  EXPECT_THAT([&] { truth_of("S1,AC,stress,,1,{oh,a.png\n"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("mimics")));
  EXPECT_THAT([&] { truth_of("S1,AC,stress,,1,\"[{\"\"depth\"\":1}]\",a.png\n"); },
              FailsWith(ErrorCode::kBadData, HasSubstr("mimics")));
}

TEST_F(PhantomTruthOf, ALesionLiesOnTheDiscOfThePicture) {
  write_mask(folder_ / "a.png");
  const PhantomTruth truth = truth_of("S1,AC,stress,,1,[],a.png\n");
  const Image lesion =
      truth.lesion(truth.of(entry_of("S1", {})), Image(300, 200, 3), {180, 100, 60});
  EXPECT_EQ(*lesion.pixel(179, 100), 0);
  EXPECT_EQ(*lesion.pixel(180, 100), 255);
  EXPECT_EQ(*lesion.pixel(239, 100), 255);
  EXPECT_EQ(*lesion.pixel(241, 100), 0);  // outside the disc
}

TEST(SeverityClass, FollowsTheUsualLimits) {
  EXPECT_EQ(severity_class(3), "0 to 3");
  EXPECT_EQ(severity_class(4), "4 to 8");
  EXPECT_EQ(severity_class(8), "4 to 8");
  EXPECT_EQ(severity_class(13), "9 to 13");
  EXPECT_EQ(severity_class(14), "above 13");
}

}  // namespace
}  // namespace myolens
