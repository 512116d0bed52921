#include "myolens/dicom/dicom.h"

#include "myolens/base/error.h"
#include "myolens/dicom/colour.h"
#include "myolens/dicom/dicom_file.h"
#include "myolens/dicom/grey.h"
#include "myolens/dicom/tags.h"

namespace myolens {
namespace {

bool is_grey(Photometric photometric) {
  return photometric == Photometric::kMonochrome1 || photometric == Photometric::kMonochrome2;
}

Picture picture_of(RawFrame raw, const DataSet& data, int frame) {
  if (is_grey(raw.photometric)) return grey_picture(raw, data, frame);
  if (raw.photometric == Photometric::kPalette) return palette_picture(raw, data);
  return colour_picture(std::move(raw));
}

}  // namespace

bool is_dicom(std::span<const uint8_t> bytes) { return has_dicom_content(bytes); }

Picture decode_dicom(std::span<const uint8_t> bytes, const std::string& origin, int frame) {
  const DicomFile file = open_dicom(bytes, origin);
  const PixelFormat format = read_pixel_format(file, origin);
  if (frame < 1 || frame > format.frames) {
    throw Error(
        ErrorCode::kBadData,
        origin + ": no frame " + std::to_string(frame) + "; it has " +
            (format.frames == 1 ? "1 frame" : "frames 1 to " + std::to_string(format.frames)));
  }
  Picture picture = picture_of(read_raw_frame(file, format, frame - 1), file.data, frame - 1);
  if (file.data.has(tags::kIccProfile)) picture.notes.push_back(kProfileIgnored);
  return picture;
}

}  // namespace myolens
