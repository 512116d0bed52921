#include "myolens/cohort/lookalikes.h"

#include <gtest/gtest.h>

#include "myolens/imaging/codec.h"
#include "myolens/imaging/resample.h"
#include "tests/unit/cohort/patient_picture.h"

namespace myolens {
namespace {

constexpr size_t kPatients = 30;

Fingerprint print_of(const Image& image) { return fingerprint_of(encode_png(image), "a", {}); }

Image saved_as_jpeg(const Image& image, int quality) {
  return decode_image(encode_jpeg(image, quality), "a");
}

Image scaled(const Image& image, double by) {
  return resize(image, {static_cast<int>(image.width * by), static_cast<int>(image.height * by)});
}

Image with_line_of_text(Image image) {
  for (int y = 3; y < 9; ++y) {
    for (int x = 20; x < 60; x += 3) image.pixel(x, y)[1] = 255;
  }
  return image;
}

Image brightened(Image image) {
  for (uint8_t& sample : image.samples) sample = static_cast<uint8_t>(std::min(255, sample + 3));
  return image;
}

// The fingerprints of all patients, and then the copies of patient 0.
std::vector<Fingerprint> prints(PictureShape shape, const std::vector<Image>& copies) {
  std::vector<Fingerprint> all;
  for (size_t i = 0; i < kPatients; ++i) all.push_back(print_of(patient_picture(i, shape)));
  for (const Image& copy : copies) all.push_back(print_of(copy));
  return all;
}

TEST(Lookalikes, AreCopiesAndNeverTwoPatients) {
  for (const PictureShape shape : {PictureShape{300, 147}, PictureShape{600, 60}}) {
    const Image first = patient_picture(0, shape);
    const std::vector<Image> copies{saved_as_jpeg(first, 60), scaled(first, 0.8),
                                    saved_as_jpeg(scaled(first, 0.6), 50), brightened(first)};
    const Lookalikes lookalikes(prints(shape, copies));
    for (size_t i = 0; i < kPatients; ++i) {
      for (size_t j = 0; j < i; ++j) EXPECT_FALSE(lookalikes.near_same(i, j)) << shape.radius;
    }
    for (size_t copy = 0; copy < copies.size(); ++copy) {
      EXPECT_TRUE(lookalikes.near_same(0, kPatients + copy)) << copy << " at " << shape.radius;
      EXPECT_FALSE(lookalikes.near_same(1, kPatients + copy)) << copy << " at " << shape.radius;
    }
  }
}

TEST(Lookalikes, AreMapsOfWhichARowAndAColumnAreCutOff) {
  const PictureShape shape{300, 148};
  const Image first = patient_picture(0, shape);
  Image cut(first.width - 1, first.height - 1, 3);
  for (int y = 0; y < cut.height; ++y) {
    std::copy_n(first.pixel(1, y + 1), 3 * cut.width, cut.pixel(0, y));
  }
  const Lookalikes lookalikes(prints(shape, {cut}));
  EXPECT_TRUE(lookalikes.near_same(0, kPatients));
  EXPECT_FALSE(lookalikes.near_same(1, kPatients));
}

TEST(Lookalikes, MayDifferInALineOfTextOnALargeScreen) {
  const PictureShape shape{400, 170};
  const Lookalikes lookalikes(prints(shape, {with_line_of_text(patient_picture(0, shape))}));
  EXPECT_TRUE(lookalikes.near_same(0, kPatients));
}

TEST(Lookalikes, AreFoundAmongTwoPicturesToo) {
  const Fingerprint first = print_of(patient_picture(0));
  const Fingerprint copy = print_of(saved_as_jpeg(patient_picture(0), 60));
  const Fingerprint other = print_of(patient_picture(1));
  EXPECT_TRUE(Lookalikes(std::vector{first, copy}).near_same(0, 1));
  EXPECT_FALSE(Lookalikes(std::vector{first, other}).near_same(0, 1));
}

TEST(Lookalikes, AreAllOfPicturesThatAreAllTheSame) {
  const std::vector<Fingerprint> same(kPatients, print_of(patient_picture(0)));
  EXPECT_TRUE(Lookalikes(same).near_same(3, 17));
}

TEST(Lookalikes, AreNoneOfAPictureThatCouldNotBeRead) {
  EXPECT_FALSE(Lookalikes(std::vector<Fingerprint>(2)).near_same(0, 1));
}

TEST(Fingerprints, TellPixelsFromBytes) {
  const Image image = patient_picture(0);
  const Fingerprint fast = fingerprint_of(encode_png(image, 1), "a", {});
  const Fingerprint dense = fingerprint_of(encode_png(image, 9), "a", {});
  EXPECT_NE(fast.bytes_sha256, dense.bytes_sha256);
  EXPECT_EQ(fast.pixels_sha256, dense.pixels_sha256);
  EXPECT_EQ(fast.cells, dense.cells);
  EXPECT_NE(print_of(Image(2, 8, 3)).pixels_sha256, print_of(Image(4, 4, 3)).pixels_sha256);
}

}  // namespace
}  // namespace myolens
