// The bytes of one frame: a part of native pixel data, or the fragments that hold one compressed
// picture (PS3.5 section A.4).
#pragma once

#include "myolens/base/file.h"
#include "myolens/dicom/pixel_format.h"

namespace myolens {

// `frame` from 0. Errors: kBadFormat (pixels missing, damaged offsets).
std::span<const uint8_t> native_frame(const DataSet& data, const PixelFormat& format, int frame);
Bytes encapsulated_frame(const DicomFile& file, const PixelFormat& format, int frame);

}  // namespace myolens
