// JPEG-LS (ISO/IEC 14495-1, ITU-T T.87): by us, since the decoders at hand read behind the end of
// damaged data or never end on it. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "myolens/dicom/jpeg_stream.h"
#include "myolens/imaging/image.h"

namespace myolens {

// Samples side by side, of the size of the header, which must be that of the stream. Errors:
// kBadFormat (damaged, truncated, with restart intervals or mapping tables, which DICOM has not).
std::variant<Image, Image16> decode_jpeg_ls(std::span<const uint8_t> stream,
                                            const JpegHeader& header, const std::string& origin);

}  // namespace myolens
