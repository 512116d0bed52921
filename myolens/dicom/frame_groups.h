// Where the description of one frame stands: in the data set, or, in enhanced multi-frame objects,
// in the functional groups of all frames or of this one (PS3.3 section C.7.6.16).
#pragma once

#include <optional>

#include "myolens/dicom/data_set.h"

namespace myolens {

class FrameGroups {
 public:
  // `frame` from 0. `data` must outlive this.
  FrameGroups(const DataSet& data, int frame);

  // Items of the functional group, the frame's own first, then the data set itself.
  std::vector<DataSet> sets(uint32_t group) const;

  // The first number of `tag` in those.
  std::optional<double> decimal(uint32_t group, uint32_t tag) const;

 private:
  const DataSet* data_;
  std::vector<DataSet> groups_;
};

}  // namespace myolens
