#include "myolens/dicom/jpeg_ls.h"

#include <charls/charls.h>

#include "myolens/base/error.h"
#include "myolens/dicom/planes.h"

namespace myolens {
namespace {

template <typename Sample>
BasicImage<Sample> decoded(charls::jpegls_decoder& decoder, const JpegHeader& header) {
  BasicImage<Sample> cells(header.width, header.height, header.components);
  decoder.decode(cells.samples.data(), cells.samples.size() * sizeof(Sample));
  const bool planes =
      header.components > 1 && decoder.interleave_mode() == charls::interleave_mode::none;
  return planes ? by_pixel(cells) : cells;
}

}  // namespace

std::variant<Image, Image16> decode_jpeg_ls(std::span<const uint8_t> stream,
                                            const JpegHeader& header, const std::string& origin) {
  const auto refuse = [&] {
    throw Error(ErrorCode::kBadFormat,
                origin +
                    ": damaged or truncated JPEG-LS data in the DICOM file; export or copy the "
                    "file again");
  };
  try {
    charls::jpegls_decoder decoder(stream.data(), stream.size());
    const charls::frame_info& found = decoder.frame_info();
    const bool alike = found.width == static_cast<uint32_t>(header.width) &&
                       found.height == static_cast<uint32_t>(header.height) &&
                       found.component_count == header.components &&
                       found.bits_per_sample == header.precision;
    if (!alike) refuse();
    if (header.precision > 8) return decoded<uint16_t>(decoder, header);
    return decoded<uint8_t>(decoder, header);
  } catch (const charls::jpegls_error&) {
    refuse();
  }
  return {};
}

}  // namespace myolens
