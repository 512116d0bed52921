// Truth about polar maps as pictures of kMapSide squared, one channel, the disc touching the edges.
#pragma once

#include "myolens/imaging/image.h"
#include "myolens/phantom/uptake.h"

namespace myolens {

// 255 where lesions take more than 10 % of the uptake.
Image lesion_mask(const UptakeImage& image);

// AHA segment 1 to 17 of each pixel; 0 outside the disc.
Image segment_picture();

// Territory by AHA convention: 1 LAD, 2 RCA, 3 LCX; 0 outside the disc.
Image territory_picture();

}  // namespace myolens
