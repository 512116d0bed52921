#include "myolens/cohort/fingerprint.h"

#include "myolens/base/checksum.h"
#include "myolens/dicom/picture_file.h"
#include "myolens/imaging/resample.h"

namespace myolens {
namespace {

// Pictures of another shape with the same samples differ.
std::string pixels_sha256(const Image& image) {
  return std::to_string(image.width) + "x" + std::to_string(image.height) + ":" +
         sha256_hex(image.samples);
}

std::vector<uint8_t> cells_of(const Image& image) {
  const Image small = resize(image, {Fingerprint::kSide, Fingerprint::kSide});
  std::vector<uint8_t> cells(3 * Fingerprint::kCells);
  for (size_t i = 0; i < Fingerprint::kCells; ++i) {
    for (size_t c = 0; c < 3; ++c) cells[c * Fingerprint::kCells + i] = small.samples[3 * i + c];
  }
  return cells;
}

}  // namespace

Fingerprint fingerprint_of(std::span<const uint8_t> file, const std::string& origin,
                           std::optional<int> frame) {
  const Image image = decode_screen(file, origin, frame).shown;
  return {sha256_hex(file), pixels_sha256(image), perceptual_hash(image), cells_of(image)};
}

}  // namespace myolens
