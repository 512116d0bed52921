// The one door for a screen, whatever its format: DICOM, JPEG, PNG, BMP, TIFF, told by content.
// Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "myolens/imaging/picture.h"

namespace myolens {

// `frame` (1 to ...) chooses from a DICOM object of several; without it, one of several is refused,
// and so is a reconstructed volume. Errors: kBadData (several frames and none chosen, or
// no such frame), and those of decode_dicom and decode_picture.
Picture decode_screen(std::span<const uint8_t> bytes, const std::string& origin,
                      std::optional<int> frame = {});

}  // namespace myolens
