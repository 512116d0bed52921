#include "myolens/dicom/raw_frame.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/dicom/dcmtk_jpeg.h"
#include "myolens/dicom/frame_bytes.h"
#include "myolens/dicom/jpeg2000.h"
#include "myolens/dicom/jpeg_ls.h"
#include "myolens/dicom/jpeg_stream.h"
#include "myolens/dicom/rle.h"
#include "myolens/dicom/tags.h"
#include "myolens/imaging/codec.h"

namespace myolens {
namespace {

// Values of `bits` that start `shift` bits up in their cells.
struct Placement {
  int shift = 0;
  int bits = 8;
};

template <typename Sample>
void right_justify(BasicImage<Sample>& cells, Placement placement) {
  const auto full = static_cast<int>(8 * sizeof(Sample));
  if (placement.shift == 0 && placement.bits == full) return;
  const int mask = (1 << placement.bits) - 1;
  for (Sample& cell : cells.samples) cell = static_cast<Sample>(cell >> placement.shift & mask);
}

void right_justify(RawFrame& frame, Placement placement) {
  frame.bits = placement.bits;
  std::visit([&](auto& cells) { right_justify(cells, placement); }, frame.cells);
}

Placement placement_of(const PixelFormat& format) {
  return {format.high_bit + 1 - format.bits_stored, format.bits_stored};
}

// Of a JPEG, JPEG-LS or JPEG 2000 picture of `precision` bits. Values of signed pixels take their
// sign from the narrower of both widths, unless the decoder has extended it.
Placement placement_of(const PixelFormat& format, int precision, bool sign_extended) {
  if (precision > format.bits_stored) return placement_of(format);
  const bool extend_here = format.is_signed && !sign_extended;
  return {0, extend_here ? precision : format.bits_stored};
}

template <typename Sample>
BasicImage<Sample> by_pixel(const BasicImage<Sample>& planes) {
  BasicImage<Sample> mixed(planes.width, planes.height, planes.channels);
  const auto channels = static_cast<size_t>(planes.channels);
  const size_t pixels = planes.samples.size() / channels;
  for (size_t channel = 0; channel < channels; ++channel) {
    const Sample* plane = planes.samples.data() + channel * pixels;
    for (size_t i = 0; i < pixels; ++i) mixed.samples[i * channels + channel] = plane[i];
  }
  return mixed;
}

// Y1 Y2 Cb Cr for two pixels (PS3.3 section C.7.6.3.1.2); both take the one colour.
Image from_422(std::span<const uint8_t> bytes, const PixelFormat& format) {
  Image full(format.columns, format.rows, 3);
  uint8_t* out = full.samples.data();
  for (size_t at = 0; at + 4 <= bytes.size(); at += 4) {
    for (size_t pixel = 0; pixel < 2; ++pixel) {
      *out++ = bytes[at + pixel];
      *out++ = bytes[at + 2];
      *out++ = bytes[at + 3];
    }
  }
  return full;
}

Image native_bytes(std::span<const uint8_t> bytes, const PixelFormat& format, bool swapped) {
  Bytes unswapped;
  if (swapped) {
    unswapped.assign(bytes.begin(), bytes.end());
    for (size_t i = 0; i + 1 < unswapped.size(); i += 2) std::swap(unswapped[i], unswapped[i + 1]);
    bytes = unswapped;
  }
  if (format.photometric == Photometric::kYbrFull422) return from_422(bytes, format);
  Image cells(format.columns, format.rows, format.samples);
  std::ranges::copy(bytes, cells.samples.begin());
  return format.planar && format.samples > 1 ? by_pixel(cells) : cells;
}

Image16 native_words(std::span<const uint8_t> bytes, const PixelFormat& format, bool big_endian) {
  Image16 cells(format.columns, format.rows, format.samples);
  const size_t upper = big_endian ? 0 : 1;
  for (size_t i = 0; i < cells.samples.size(); ++i) {
    cells.samples[i] = static_cast<uint16_t>(bytes[2 * i + upper] << 8 | bytes[2 * i + 1 - upper]);
  }
  return format.planar && format.samples > 1 ? by_pixel(cells) : cells;
}

RawFrame read_native(const DicomFile& file, const PixelFormat& format, int frame) {
  if (format.photometric == Photometric::kYbrFull422 && format.columns % 2 != 0) {
    throw Error(ErrorCode::kBadFormat, file.data.origin() +
                                           ": damaged DICOM header: YBR_FULL_422 with an odd "
                                           "number of columns");
  }
  const auto bytes = native_frame(file.data, format, frame);
  const bool big_endian = file.data.encoding().big_endian;
  // PS3.5 section 8.1.1: in words of big endian, the first of two bytes is the upper one.
  const bool in_words = file.data.find(tags::kPixelData)->vr == Vr{'O', 'W'};
  RawFrame raw;
  if (format.bits_allocated == 8) {
    raw.cells = native_bytes(bytes, format, big_endian && in_words && bytes.size() % 2 == 0);
  } else {
    raw.cells = native_words(bytes, format, big_endian);
  }
  right_justify(raw, placement_of(format));
  return raw;
}

// By imaging, which is several times faster than DCMTK and undoes YCbCr.
Image plain_jpeg(std::span<const uint8_t> stream, const PixelFormat& format,
                 const std::string& origin) {
  Image rgb = decode_image(stream, origin);
  if (format.samples == 3) return rgb;
  Image grey(rgb.width, rgb.height, 1);
  for (size_t i = 0; i < grey.samples.size(); ++i) grey.samples[i] = rgb.samples[3 * i];
  return grey;
}

RawFrame read_compressed(const DicomFile& file, const PixelFormat& format, int frame) {
  const std::string& origin = file.data.origin();
  const Bytes stream = encapsulated_frame(file, format, frame);
  RawFrame raw;
  if (file.syntax.coding == PixelCoding::kRle) {
    raw.cells = decode_rle(stream, format, origin);
    right_justify(raw, placement_of(format));
    return raw;
  }
  if (file.syntax.coding == PixelCoding::kJpeg2000) {
    Jpeg2000Frame decoded = decode_jpeg2000(stream, format, origin);
    raw.cells = std::move(decoded.cells);
    right_justify(raw, placement_of(format, decoded.precision, decoded.is_signed));
    if (decoded.is_rgb) raw.photometric = Photometric::kRgb;
    return raw;
  }
  const JpegHeader header = read_jpeg_stream_header(stream, origin);
  check_jpeg_header(header, format, origin);
  if (format.bits_allocated == 8 && format.bits_stored == 8 &&
      is_plain_jpeg(header, format.photometric)) {
    raw.cells = plain_jpeg(stream, format, origin);
    if (format.samples == 3) raw.photometric = Photometric::kRgb;
    return raw;
  }
  raw.cells = header.jpeg_ls ? decode_jpeg_ls(stream, header, origin)
                             : decode_jpeg_stream(stream, header, origin);
  right_justify(raw, placement_of(format, header.precision, false));
  if (format.samples == 3) raw.photometric = jpeg_colours(header, format.photometric);
  if (format.bits_allocated > 8 && raw.photometric == Photometric::kYbrFull)
    throw Error(ErrorCode::kBadFormat, origin + ": YBR pixels of 16 bits; expected 8");
  return raw;
}

}  // namespace

RawFrame read_raw_frame(const DicomFile& file, const PixelFormat& format, int frame) {
  RawFrame raw = file.syntax.coding == PixelCoding::kNative ? read_native(file, format, frame)
                                                            : read_compressed(file, format, frame);
  raw.is_signed = format.is_signed;
  if (raw.photometric == Photometric::kOther) raw.photometric = format.photometric;
  return raw;
}

}  // namespace myolens
