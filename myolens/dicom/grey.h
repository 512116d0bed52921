// Grey values: stored, rescaled to what they mean, shown (PS3.3 sections C.11.1, C.11.2).
#pragma once

#include <vector>

#include "myolens/dicom/raw_frame.h"
#include "myolens/imaging/picture.h"

namespace myolens {

// `shown` passes the VOI window or table of the object, `deep` (of more than 8 bits) does not: in
// it, the smaller of 0 and the frame's smallest rescaled value is 0 and the largest 65535.
// MONOCHROME1 is turned over last, in both. `frame` from 0.
Picture grey_picture(const RawFrame& raw, const DataSet& data, int frame);

// Rescaled value of every stored code 0 to 2^bits - 1. Errors: kBadFormat (damaged table).
std::vector<double> rescaled_values(const RawFrame& raw, const DataSet& data, int frame);

}  // namespace myolens
