// JPEG-LS by CharLS: the copy inside DCMTK reads behind the end of damaged data. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "myolens/dicom/jpeg_stream.h"
#include "myolens/imaging/image.h"

namespace myolens {

// Samples side by side, of the size of the header, which must be that of the stream. Errors:
// kBadFormat.
std::variant<Image, Image16> decode_jpeg_ls(std::span<const uint8_t> stream,
                                            const JpegHeader& header, const std::string& origin);

}  // namespace myolens
