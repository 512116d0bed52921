#include "myolens/dicom/frame_groups.h"

#include "myolens/dicom/tags.h"

namespace myolens {

FrameGroups::FrameGroups(const DataSet& data, int frame) : data_(&data) {
  auto own = data.items(tags::kPerFrameFunctionalGroups);
  const auto index = static_cast<size_t>(frame);
  if (index < own.size()) groups_.push_back(std::move(own[index]));
  for (DataSet& shared : data.items(tags::kSharedFunctionalGroups))
    groups_.push_back(std::move(shared));
}

std::vector<DataSet> FrameGroups::sets(uint32_t group) const {
  std::vector<DataSet> found;
  for (const DataSet& groups : groups_) {
    for (DataSet& item : groups.items(group)) found.push_back(std::move(item));
  }
  found.push_back(*data_);
  return found;
}

std::optional<double> FrameGroups::decimal(uint32_t group, uint32_t tag) const {
  for (const DataSet& set : sets(group)) {
    const auto numbers = set.decimals(tag);
    if (!numbers.empty()) return numbers.front();
  }
  return {};
}

}  // namespace myolens
