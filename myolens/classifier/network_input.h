// A prepared polar map turned into the numbers that a backbone wants. Training and prediction both
// come through here.
#pragma once

#include <span>
#include <vector>

#include "myolens/backbones/preprocessing.h"
#include "myolens/imaging/picture.h"

namespace myolens {

// Resizes to input_size x input_size (imaging/resample.h) and scales: input_size * input_size * 3
// values, row by row, channels last. Of a picture with more depth, without rounding to 8 bits:
// 65535 there is 255 here, and grey is repeated in the three channels. Errors: kInvalidArgument
// when what is shown is not RGB.
std::vector<float> network_input(const Picture& picture, int input_size,
                                 Preprocessing preprocessing);

}  // namespace myolens
