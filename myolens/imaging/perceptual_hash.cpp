#include "myolens/imaging/perceptual_hash.h"

#include <bit>
#include <string>

#include "myolens/base/error.h"
#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

constexpr int kSide = 16;
constexpr int kRowsPerWord = 4;

// ITU-R BT.601 in 256ths.
int luma(const uint8_t* rgb) { return 77 * rgb[0] + 150 * rgb[1] + 29 * rgb[2]; }

}  // namespace

PerceptualHash perceptual_hash(const Image& image) {
  if (image.channels != 3) {
    throw Error(ErrorCode::kInvalidArgument, "a perceptual hash is of an RGB picture, got " +
                                                 std::to_string(image.channels) + " channels");
  }
  const Image small = resize(image, {kSide + 1, kSide});
  PerceptualHash hash;
  for (int y = 0; y < kSide; ++y) {
    uint64_t& word = hash.bits[static_cast<size_t>(y / kRowsPerWord)];
    for (int x = 0; x < kSide; ++x)
      word =
          word << 1 | static_cast<uint64_t>(luma(small.pixel(x + 1, y)) > luma(small.pixel(x, y)));
  }
  return hash;
}

int hamming_distance(const PerceptualHash& a, const PerceptualHash& b) {
  int distance = 0;
  for (size_t i = 0; i < a.bits.size(); ++i) distance += std::popcount(a.bits[i] ^ b.bits[i]);
  return distance;
}

}  // namespace myolens
