// One picture out of a DICOM object: secondary captures and nuclear medicine, in every common
// photometric interpretation and transfer syntax. Every byte is taken for hostile. Nothing that
// names a patient leaves this folder: no name, identifier, date or instance UID is read, kept or
// put into a message. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "myolens/imaging/picture.h"

namespace myolens {

// Whether the bytes are a DICOM object, by content: the mark after the preamble, or a data set
// without one whose first group is sound. Ask before is_picture: a preamble may look like a TIFF.
bool is_dicom(std::span<const uint8_t> bytes);

// What the header tells without the patient. Texts are names out of fixed lists, or "other".
struct DicomInfo {
  std::string modality;         // "NM", "OT", ...
  std::string sop_class;        // "Secondary Capture", "Nuclear Medicine", ...
  std::string transfer_syntax;  // "JPEG Baseline", ...
  std::string photometric;      // "RGB", ...
  bool has_picture = false;     // false for reports and directories: then the sizes are 0
  int columns = 0;
  int rows = 0;
  int frames = 0;
  int bits_stored = 0;
  bool reconstructed_volume = false;     // its frames are slices through the body, not screens
  std::vector<double> pixel_spacing_mm;  // between rows, between columns; or empty
  // Negative where the slices run against the direction of the normal. Geometry is also looked for
  // in the Detector Information Sequence and the functional groups.
  std::optional<double> spacing_between_slices_mm;
  std::vector<double> image_position_mm;  // 3, of the first slice; or empty
  std::vector<double> image_orientation;  // 6 cosines; or empty
  int slices = 0;  // of nuclear medicine, as are the following; 0: not stated
  int detectors = 0;
  int energy_windows = 0;
  int rotations = 0;
  std::optional<bool> burned_in_annotation;  // identifying text in the pixels, as far as stated
};

// `origin` names the source in errors. Errors: kBadFormat (not DICOM, encrypted, damaged,
// unknown transfer syntax), kLimitExceeded.
DicomInfo read_dicom_info(std::span<const uint8_t> bytes, const std::string& origin);

// Frame 1 to frames. `shown` passes the display window, if the object has one; `deep` is grey of
// more than 8 bits without it, rescaled and spread over 0 to 65535: 0, or the smallest value below
// it, becomes 0, the largest value of the frame 65535. MONOCHROME1 is turned over: large is bright.
// Errors: kBadData (no such frame), kBadFormat (as read_dicom_info; no picture in it,
// video, a kind that is not read, damaged or truncated pixels: half a picture is never returned),
// kLimitExceeded.
Picture decode_dicom(std::span<const uint8_t> bytes, const std::string& origin, int frame);

}  // namespace myolens
