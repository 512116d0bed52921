// Random fields that vary slowly over a disc.
#pragma once

#include "myolens/base/random.h"
#include "myolens/imaging/image.h"
#include "myolens/imaging/resample.h"
#include "myolens/polarmap/disc.h"

namespace myolens {

// One channel, 0 outside the disc; mean 0 and standard deviation 1 within. The correlation of two
// places falls with their distance d as exp(-d^2 / (2 length^2)), but for the mean taken out.
// `length` in pixels, above 0.
FloatImage smooth_noise(Size size, const Disc& disc, double length, RandomStream random);

}  // namespace myolens
