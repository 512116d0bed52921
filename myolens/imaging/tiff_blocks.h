// The samples of a TIFF page as they are stored.
#pragma once

#include "myolens/imaging/image.h"
#include "myolens/imaging/tiff_file.h"

namespace myolens {

// As many channels as the file has samples a pixel; values as stored: 1, 2 or 4 bits are not scaled
// up. `Sample` is uint8_t for up to 8 bits, uint16_t for 16. Errors: kBadFormat (damaged, cut off).
template <typename Sample>
BasicImage<Sample> read_stored_samples(TiffFile& file);

}  // namespace myolens
