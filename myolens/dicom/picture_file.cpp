#include "myolens/dicom/picture_file.h"

#include "myolens/base/error.h"
#include "myolens/dicom/dicom.h"
#include "myolens/dicom/dicom_file.h"
#include "myolens/imaging/codec.h"

namespace myolens {
namespace {

int only_frame(std::span<const uint8_t> bytes, const std::string& origin) {
  const DicomInfo info = read_dicom_info(bytes, origin);
  if (info.frames <= 1) return 1;
  const std::string frames =
      "has " + std::to_string(info.frames) +
      " frames; choose one with --frame, or in the column `frame` of a manifest";
  throw Error(ErrorCode::kBadData,
              origin + (info.reconstructed_volume
                            ? ": not a polar map but a reconstructed volume; it " + frames
                            : ": " + frames));
}

}  // namespace

Picture decode_screen(std::span<const uint8_t> bytes, const std::string& origin,
                      std::optional<int> frame) {
  if (is_dicom(bytes) || is_encrypted_envelope(bytes))
    return decode_dicom(bytes, origin, frame ? *frame : only_frame(bytes, origin));
  if (frame && *frame != 1)
    throw Error(ErrorCode::kBadData, origin + ": not a DICOM file; it has 1 frame");
  return decode_picture(bytes, origin);
}

}  // namespace myolens
