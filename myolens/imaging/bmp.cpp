#include "myolens/imaging/bmp.h"

#include <algorithm>
#include <bit>

#include "myolens/imaging/bmp_header.h"

namespace myolens {
namespace {

int target_row(const BmpHeader& header, int stored_row) {
  return header.top_down ? stored_row : header.height - 1 - stored_row;
}

size_t row_bytes(const BmpHeader& header) {
  return (static_cast<size_t>(header.width) * static_cast<size_t>(header.bits) + 7) / 8;
}

// Rows are filled up to 4 bytes; the last one need not be.
size_t row_start(const BmpHeader& header, int stored_row) {
  return (row_bytes(header) + 3) / 4 * 4 * static_cast<size_t>(stored_row);
}

std::span<const uint8_t> stored_bytes(const BmpHeader& header, int stored_row) {
  return header.pixels.subspan(row_start(header, stored_row), row_bytes(header));
}

void check_length(const BmpHeader& header, const std::string& origin) {
  const size_t needed = row_start(header, header.height - 1) + row_bytes(header);
  if (header.pixels.size() < needed)
    fail_bmp(origin, std::to_string(needed) + " bytes of pixels expected, " +
                         std::to_string(header.pixels.size()) + " found");
}

std::vector<uint8_t> unpacked_indices(const BmpHeader& header) {
  std::vector<uint8_t> indices;
  indices.reserve(static_cast<size_t>(header.width) * static_cast<size_t>(header.height));
  const int per_byte = 8 / header.bits;
  const int largest = (1 << header.bits) - 1;
  for (int y = 0; y < header.height; ++y) {
    const auto row = stored_bytes(header, y);
    for (int x = 0; x < header.width; ++x) {
      const int shift = 8 - header.bits * (x % per_byte + 1);
      indices.push_back(
          static_cast<uint8_t>(row[static_cast<size_t>(x / per_byte)] >> shift & largest));
    }
  }
  return indices;
}

Image palette_image(const BmpHeader& header, const std::vector<uint8_t>& indices,
                    const std::string& origin) {
  Image image(header.width, header.height, 3);
  auto index = indices.begin();
  for (int y = 0; y < header.height; ++y) {
    uint8_t* target = image.pixel(0, target_row(header, y));
    for (int x = 0; x < header.width; ++x, target += 3, ++index) {
      if (*index >= header.palette.size()) fail_bmp(origin, "a colour outside the palette");
      std::ranges::copy(header.palette[*index], target);
    }
  }
  return image;
}

// Scales the bits under `mask` to 0 to 255.
uint8_t masked_sample(uint32_t pixel, uint32_t mask) {
  if (mask == 0) return 0;
  const int shift = std::countr_zero(mask);
  const uint64_t largest = mask >> shift;
  const uint64_t value = (pixel & mask) >> shift;
  return static_cast<uint8_t>(largest == 255 ? value : (value * 255 + largest / 2) / largest);
}

// RGB with alpha where the file has an alpha mask, else RGB.
Image masked_image(const BmpHeader& header) {
  Image image(header.width, header.height, header.masks[3] == 0 ? 3 : 4);
  const auto channels = static_cast<size_t>(image.channels);
  const auto pixel_bytes = static_cast<size_t>(header.bits / 8);
  for (int y = 0; y < header.height; ++y) {
    const uint8_t* source = stored_bytes(header, y).data();
    uint8_t* target = image.pixel(0, target_row(header, y));
    for (int x = 0; x < header.width; ++x, source += pixel_bytes, target += channels) {
      uint32_t pixel = 0;
      for (size_t i = pixel_bytes; i-- > 0;) pixel = pixel << 8 | source[i];
      for (size_t c = 0; c < channels; ++c) target[c] = masked_sample(pixel, header.masks[c]);
    }
  }
  return image;
}

// Many programs announce alpha and leave it 0 everywhere; such a picture is meant to be opaque.
Image without_unused_alpha(Image rgba) {
  for (size_t i = 3; i < rgba.samples.size(); i += 4) {
    if (rgba.samples[i] != 0) return over_black(rgba);
  }
  for (size_t i = 3; i < rgba.samples.size(); i += 4) rgba.samples[i] = 255;
  return over_black(rgba);
}

}  // namespace

ImageHeader read_bmp_header(std::span<const uint8_t> bytes, const std::string& origin) {
  const BmpHeader header = parse_bmp_header(bytes, origin);
  return {header.width, header.height, "bmp"};
}

Picture decode_bmp(std::span<const uint8_t> bytes, const std::string& origin) {
  const BmpHeader header = parse_bmp_header(bytes, origin);
  Picture picture;
  if (header.has_profile) picture.notes.emplace_back(kProfileIgnored);
  if (header.coding != BmpCoding::kPlain) {
    picture.shown = palette_image(header, expand_bmp_runs(header, origin), origin);
    return picture;
  }
  check_length(header, origin);
  if (header.bits <= 8) {
    picture.shown = palette_image(header, unpacked_indices(header), origin);
  } else {
    Image image = masked_image(header);
    picture.shown = image.channels == 4 ? without_unused_alpha(std::move(image)) : std::move(image);
  }
  return picture;
}

}  // namespace myolens
