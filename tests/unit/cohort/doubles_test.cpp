#include "myolens/cohort/doubles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/imaging/codec.h"
#include "tests/unit/cohort/patient_picture.h"

namespace myolens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Doubles : public testing::Test {
 protected:
  void add(const Bytes& file, const std::string& patient, const std::string& part = "") {
    prints_.push_back(fingerprint_of(file, "a", {}));
    owners_.push_back({patient, part});
  }
  std::vector<Double> find(size_t threads = 2) const {
    return find_doubles(prints_, owners_, threads);
  }

  const Bytes one_ = encode_png(patient_picture(1));
  const Bytes other_ = encode_png(patient_picture(2));
  const Bytes same_pixels_ = encode_png(patient_picture(1), 9);
  const Bytes near_same_ = encode_jpeg(patient_picture(1), 80);
  std::vector<Fingerprint> prints_;
  std::vector<PictureOwner> owners_;
};

TEST_F(Doubles, AreNoneAmongDifferentPictures) {
  EXPECT_THAT(find(), IsEmpty());
  add(one_, "P1");
  add(other_, "P2");
  EXPECT_THAT(find(), IsEmpty());
}

TEST_F(Doubles, AreNamedByTheStrongestLikeness) {
  add(near_same_, "P1");
  add(other_, "P4");
  add(one_, "P2");
  add(same_pixels_, "P3");
  add(one_, "P5");
  EXPECT_THAT(find(), ElementsAre(Double{0, 2, Likeness::kNearSame, Between::kTwoPatients},
                                  Double{2, 3, Likeness::kSamePixels, Between::kTwoPatients},
                                  Double{2, 4, Likeness::kSameBytes, Between::kTwoPatients}));
}

TEST_F(Doubles, TellWhoseTheyAreOnceForEachRelation) {
  add(one_, "P1", "train");
  add(one_, "P1", "train");
  add(one_, "P2", "train");
  add(one_, "P3", "test");
  add(one_, "P4");
  EXPECT_THAT(find(), ElementsAre(Double{0, 1, Likeness::kSameBytes, Between::kOnePatient},
                                  Double{0, 2, Likeness::kSameBytes, Between::kTwoPatients},
                                  Double{0, 3, Likeness::kSameBytes, Between::kTwoParts},
                                  Double{0, 4, Likeness::kSameBytes, Between::kTwoPatients}));
  EXPECT_EQ(find(1), find(4));
}

TEST_F(Doubles, GrowNoFasterThanThePictures) {
  for (int i = 0; i < 200; ++i) add(one_, "P" + std::to_string(i % 2));
  EXPECT_EQ(find().size(), 199U + 198U);  // each later one, by its patient and by the other
}

}  // namespace
}  // namespace myolens
