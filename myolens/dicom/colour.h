// Colours of a frame: RGB, YBR and palettes, as RGB.
#pragma once

#include "myolens/dicom/raw_frame.h"
#include "myolens/imaging/picture.h"

namespace myolens {

// RGB or YBR. `deep` where there are more than 8 bits a sample: samples scaled to 65535.
Picture colour_picture(RawFrame raw);

// Palette tables of 16 bits are shown by their upper byte, unless none uses it. Errors: kBadFormat.
Picture palette_picture(const RawFrame& raw, const DataSet& data);

}  // namespace myolens
