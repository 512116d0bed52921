#include "myolens/dicom/pixel_format.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "myolens/base/error.h"
#include "myolens/dicom/tags.h"
#include "myolens/imaging/picture_limits.h"

namespace myolens {
namespace {

struct NamedPhotometric {
  std::string_view name;
  Photometric photometric;
};
constexpr std::array kPhotometrics{
    NamedPhotometric{"MONOCHROME1", Photometric::kMonochrome1},
    NamedPhotometric{"MONOCHROME2", Photometric::kMonochrome2},
    NamedPhotometric{"RGB", Photometric::kRgb},
    NamedPhotometric{"PALETTE COLOR", Photometric::kPalette},
    NamedPhotometric{"YBR_FULL", Photometric::kYbrFull},
    NamedPhotometric{"YBR_FULL_422", Photometric::kYbrFull422},
    NamedPhotometric{"YBR_RCT", Photometric::kYbrRct},
    NamedPhotometric{"YBR_ICT", Photometric::kYbrIct},
};

[[noreturn]] void refuse(const std::string& origin, const std::string& reason) {
  throw Error(ErrorCode::kBadFormat, origin + ": " + reason);
}

void refuse_what_is_no_picture(const DicomFile& file, const std::string& origin) {
  if (file.data.has(tags::kEncryptedAttributes)) {
    refuse(origin, "a DICOM object with encrypted attributes; export it without encryption");
  }
  if (file.syntax.coding == PixelCoding::kVideo) {
    refuse(origin, "a DICOM video (" + std::string(file.syntax.name) +
                       "); export the one picture as secondary capture");
  }
  if (file.syntax.coding == PixelCoding::kUnsupported) {
    refuse(origin, "pixels in " + std::string(file.syntax.name) +
                       ", which Myolens does not read; export it uncompressed or as JPEG");
  }
  if (file.data.has(tags::kFloatPixels) || file.data.has(tags::kDoublePixels))
    refuse(origin, "a DICOM object with floating-point pixels, not a screen");
  if (!file.data.has(tags::kPixelData)) {
    refuse(origin,
           "a DICOM object without a picture (a report, a directory or another document); export "
           "the screen as secondary capture");
  }
}

int required(const DataSet& data, uint32_t tag, std::string_view name, const std::string& origin) {
  const auto value = data.word(tag);
  if (!value) refuse(origin, "damaged DICOM header: " + std::string(name) + " is missing");
  return *value;
}

void check_bits(const PixelFormat& format, const std::string& origin) {
  if (format.bits_allocated != 8 && format.bits_allocated != 16) {
    refuse(origin, "pixels of " + std::to_string(format.bits_allocated) +
                       " bits; expected 8 or 16, as a screen has");
  }
  const bool fits = format.bits_stored >= 1 && format.bits_stored <= format.bits_allocated &&
                    format.high_bit < format.bits_allocated &&
                    format.high_bit >= format.bits_stored - 1;
  if (!fits) {
    refuse(origin, "damaged DICOM header: " + std::to_string(format.bits_stored) +
                       " bits stored, the highest " + std::to_string(format.high_bit) + ", of " +
                       std::to_string(format.bits_allocated));
  }
}

void check_colours(const PixelFormat& format, const std::string& origin) {
  if (format.photometric == Photometric::kOther) {
    refuse(origin,
           "a photometric interpretation that Myolens does not read; expected MONOCHROME1 or 2, "
           "RGB, PALETTE COLOR, YBR_FULL or YBR_FULL_422");
  }
  const bool one_sample = format.photometric == Photometric::kMonochrome1 ||
                          format.photometric == Photometric::kMonochrome2 ||
                          format.photometric == Photometric::kPalette;
  if (format.samples != (one_sample ? 1 : 3)) {
    refuse(origin, "damaged DICOM header: " + std::to_string(format.samples) +
                       " samples a pixel with " + name_of(format.photometric));
  }
  const bool wide_chroma =
      format.bits_allocated != 8 && (format.photometric == Photometric::kYbrFull ||
                                     format.photometric == Photometric::kYbrFull422);
  if (wide_chroma) refuse(origin, "YBR pixels of 16 bits; expected 8");
  if (!one_sample && format.is_signed) refuse(origin, "damaged DICOM header: signed colours");
}

}  // namespace

Photometric photometric_of(const std::string& text) {
  const auto found = std::ranges::find(kPhotometrics, text, &NamedPhotometric::name);
  return found == kPhotometrics.end() ? Photometric::kOther : found->photometric;
}

std::string name_of(Photometric photometric) {
  const auto found = std::ranges::find(kPhotometrics, photometric, &NamedPhotometric::photometric);
  return found == kPhotometrics.end() ? "other" : std::string(found->name);
}

int frame_count(const DataSet& data, const std::string& origin) {
  const int frames = data.whole_number(tags::kFrames).value_or(1);
  if (frames < 0) refuse(origin, "damaged DICOM header: a negative number of frames");
  return std::max(frames, 1);
}

PixelFormat read_pixel_format(const DicomFile& file, const std::string& origin) {
  refuse_what_is_no_picture(file, origin);
  const DataSet& data = file.data;
  PixelFormat format;
  format.rows = required(data, tags::kRows, "Rows", origin);
  format.columns = required(data, tags::kColumns, "Columns", origin);
  check_picture_limits(static_cast<uint64_t>(format.columns), static_cast<uint64_t>(format.rows),
                       origin);
  format.frames = frame_count(data, origin);
  format.samples = data.word(tags::kSamplesPerPixel).value_or(1);
  format.bits_allocated = required(data, tags::kBitsAllocated, "Bits Allocated", origin);
  format.bits_stored =
      data.word(tags::kBitsStored).value_or(static_cast<uint16_t>(format.bits_allocated));
  format.high_bit =
      data.word(tags::kHighBit).value_or(static_cast<uint16_t>(format.bits_stored - 1));
  format.is_signed = data.word(tags::kPixelRepresentation).value_or(0) == 1;
  format.planar = data.word(tags::kPlanarConfiguration).value_or(0) == 1;
  format.photometric = photometric_of(data.text(tags::kPhotometric));
  check_bits(format, origin);
  check_colours(format, origin);
  return format;
}

}  // namespace myolens
