#include "myolens/imaging/perceptual_hash.h"

#include <cmath>
#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "myolens/base/random.h"
#include "myolens/imaging/codec.h"
#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

// A bright disc on black with a few dark patches at random places, as different patients have them.
Image drawn_disc(uint64_t seed) {
  constexpr int kSide = 200;
  constexpr double kRadius = 98;
  struct Patch {
    double x, y, width, depth;
  };
  RandomStream random(seed, "patches");
  std::vector<Patch> patches;
  for (int i = 0; i < 6; ++i) {
    patches.push_back({random.uniform() * kSide, random.uniform() * kSide,
                       15 + 30 * random.uniform(), 0.6 * random.uniform()});
  }
  Image image(kSide, kSide, 3);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      if (std::hypot(x - kSide / 2, y - kSide / 2) > kRadius) continue;
      double uptake = 0.9;
      for (const Patch& patch : patches) {
        const double distance = std::hypot(x - patch.x, y - patch.y) / patch.width;
        uptake *= 1 - patch.depth * std::exp(-distance * distance);
      }
      for (int c = 0; c < 3; ++c)
        image.pixel(x, y)[c] = static_cast<uint8_t>(uptake * (230 - 40 * c));
    }
  }
  return image;
}

TEST(PerceptualHash, HardlyChangesWhenAPictureIsSavedAgain) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const Image image = drawn_disc(seed);
    Image brighter = image;
    for (uint8_t& sample : brighter.samples) sample = static_cast<uint8_t>(sample * 1.05);
    const PerceptualHash hash = perceptual_hash(image);
    EXPECT_EQ(hamming_distance(hash, hash), 0);
    for (const Image& copy : {decode_image(encode_jpeg(image, 60), "t"), resize(image, {90, 90}),
                              resize(image, {311, 311}), brighter}) {
      EXPECT_LE(hamming_distance(hash, perceptual_hash(copy)), kNearSameBits) << seed;
    }
  }
}

TEST(PerceptualHash, TellsDiscsWithDifferentPatchesApart) {
  std::vector<PerceptualHash> hashes;
  for (uint64_t seed = 0; seed < 30; ++seed) hashes.push_back(perceptual_hash(drawn_disc(seed)));
  for (size_t i = 0; i < hashes.size(); ++i) {
    for (size_t j = 0; j < i; ++j)
      EXPECT_GT(hamming_distance(hashes[i], hashes[j]), kNearSameBits) << i << " and " << j;
  }
}

// Rising to the right everywhere: every bit is 1; falling: none.
TEST(PerceptualHash, CountsTheBitsThatDiffer) {
  Image rising(170, 160, 3);
  for (size_t i = 0; i < rising.samples.size(); ++i)
    rising.samples[i] = static_cast<uint8_t>(i / 3 % 170);
  Image falling = rising;
  for (uint8_t& sample : falling.samples) sample = static_cast<uint8_t>(255 - sample);
  const PerceptualHash hash = perceptual_hash(rising);
  EXPECT_EQ(hash.bits, (std::array{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}));
  EXPECT_EQ(hamming_distance(hash, perceptual_hash(falling)), 256);
}

TEST(PerceptualHash, RefusesGreyAndEmptyPictures) {
  EXPECT_THROW(perceptual_hash(Image(4, 4, 1)), Error);
  EXPECT_THROW(perceptual_hash(Image()), Error);
}

}  // namespace
}  // namespace myolens
