#include "myolens/imaging/codec.h"

#include <algorithm>
#include <array>

#include "myolens/base/error.h"
#include "myolens/imaging/jpeg.h"
#include "myolens/imaging/png.h"

namespace myolens {
namespace {

enum class Format { kPng, kJpeg };

constexpr std::array<uint8_t, 8> kPngSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::array<uint8_t, 3> kJpegSignature{0xFF, 0xD8, 0xFF};

template <size_t length>
bool starts_with(std::span<const uint8_t> bytes, const std::array<uint8_t, length>& signature) {
  return bytes.size() >= length && std::equal(signature.begin(), signature.end(), bytes.begin());
}

Format recognise(std::span<const uint8_t> bytes, const std::string& origin) {
  if (starts_with(bytes, kPngSignature)) return Format::kPng;
  if (starts_with(bytes, kJpegSignature)) return Format::kJpeg;
  throw Error(ErrorCode::kBadFormat, origin + ": expected a PNG or JPEG picture, got " +
                                         (bytes.empty() ? "an empty file" : "other content") +
                                         "; convert it to PNG");
}

}  // namespace

bool is_picture(std::span<const uint8_t> bytes) {
  return starts_with(bytes, kPngSignature) || starts_with(bytes, kJpegSignature);
}

Picture decode_picture(std::span<const uint8_t> bytes, const std::string& origin) {
  return recognise(bytes, origin) == Format::kPng ? decode_png(bytes, origin)
                                                  : decode_jpeg(bytes, origin);
}

Image decode_image(std::span<const uint8_t> bytes, const std::string& origin) {
  return decode_picture(bytes, origin).shown;
}

ImageHeader read_image_header(std::span<const uint8_t> bytes, const std::string& origin) {
  return recognise(bytes, origin) == Format::kPng ? read_png_header(bytes, origin)
                                                  : read_jpeg_header(bytes, origin);
}

}  // namespace myolens
