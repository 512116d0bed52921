#include "myolens/imaging/codec.h"

#include <algorithm>
#include <array>

#include "myolens/base/error.h"
#include "myolens/imaging/bmp.h"
#include "myolens/imaging/jpeg.h"
#include "myolens/imaging/png.h"
#include "myolens/imaging/tiff.h"

namespace myolens {
namespace {

struct Format {
  bool (*begins)(std::span<const uint8_t>);
  ImageHeader (*read_header)(std::span<const uint8_t>, const std::string&);
  Picture (*decode)(std::span<const uint8_t>, const std::string&);
};

constexpr std::array<Format, 4> kFormats{{{is_jpeg, read_jpeg_header, decode_jpeg},
                                          {is_png, read_png_header, decode_png},
                                          {is_bmp, read_bmp_header, decode_bmp},
                                          {is_tiff, read_tiff_header, decode_tiff}}};

const Format& recognise(std::span<const uint8_t> bytes, const std::string& origin) {
  for (const Format& format : kFormats) {
    if (format.begins(bytes)) return format;
  }
  if (bytes.empty()) {
    throw Error(ErrorCode::kBadFormat, origin + ": an empty file; export or copy it again");
  }
  throw Error(ErrorCode::kBadFormat,
              origin +
                  ": expected a JPEG, PNG, BMP or TIFF picture or a DICOM file, got other "
                  "content; convert it to PNG");
}

}  // namespace

bool is_picture(std::span<const uint8_t> bytes) {
  return std::ranges::any_of(kFormats, [&](const Format& format) { return format.begins(bytes); });
}

Picture decode_picture(std::span<const uint8_t> bytes, const std::string& origin) {
  return recognise(bytes, origin).decode(bytes, origin);
}

Image decode_image(std::span<const uint8_t> bytes, const std::string& origin) {
  return decode_picture(bytes, origin).shown;
}

ImageHeader read_image_header(std::span<const uint8_t> bytes, const std::string& origin) {
  return recognise(bytes, origin).read_header(bytes, origin);
}

}  // namespace myolens
