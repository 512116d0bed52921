// Values of interest: which rescaled values are shown from black to white (PS3.3 section C.11.2).
#pragma once

#include <optional>

#include "myolens/dicom/data_set.h"
#include "myolens/dicom/lookup_table.h"

namespace myolens {

enum class VoiFunction { kLinear, kLinearExact, kSigmoid, kTable };

struct Voi {
  VoiFunction function = VoiFunction::kLinear;
  double centre = 0;
  double width = 1;
  LookupTable table;

  // 0 black to 1 white.
  double share(double value) const;
};

// The first window, else the first table; nothing when there is none or it makes no sense. `frame`
// from 0.
std::optional<Voi> read_voi(const DataSet& data, int frame, bool signed_values);

}  // namespace myolens
