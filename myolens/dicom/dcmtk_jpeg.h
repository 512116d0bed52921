// JPEG of 12 and 16 bits and lossless JPEG by DCMTK, one frame at a time: few other decoders read
// them. DCMTK sees neither the file nor its header. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "myolens/dicom/jpeg_stream.h"
#include "myolens/imaging/image.h"

namespace myolens {

// Samples side by side, colours as they were coded, of the size of the header. Errors: kBadFormat.
std::variant<Image, Image16> decode_jpeg_stream(std::span<const uint8_t> stream,
                                                const JpegHeader& header,
                                                const std::string& origin);

}  // namespace myolens
