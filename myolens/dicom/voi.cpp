#include "myolens/dicom/voi.h"

#include <algorithm>
#include <cmath>

#include "myolens/dicom/frame_groups.h"
#include "myolens/dicom/tags.h"

namespace myolens {
namespace {

VoiFunction function_of(const std::string& text) {
  if (text == "LINEAR_EXACT") return VoiFunction::kLinearExact;
  return text == "SIGMOID" ? VoiFunction::kSigmoid : VoiFunction::kLinear;
}

std::optional<Voi> window_of(const DataSet& set) {
  const auto centres = set.decimals(tags::kWindowCentre);
  const auto widths = set.decimals(tags::kWindowWidth);
  if (centres.empty() || widths.empty()) return {};
  const Voi voi{function_of(set.text(tags::kVoiFunction)), centres[0], widths[0], {}};
  const bool sound = voi.function == VoiFunction::kLinear ? voi.width >= 1 : voi.width > 0;
  return sound ? std::optional(voi) : std::nullopt;
}

}  // namespace

double Voi::share(double value) const {
  switch (function) {
    case VoiFunction::kTable:
      return table.at(static_cast<int>(std::clamp(std::round(value), -65536.0, 65536.0))) /
             static_cast<double>((1 << table.bits) - 1);
    case VoiFunction::kSigmoid:
      return 1 / (1 + std::exp(-4 * (value - centre) / width));
    case VoiFunction::kLinearExact:
      return std::clamp((value - centre) / width + 0.5, 0.0, 1.0);
    case VoiFunction::kLinear:
      break;
  }
  // Equation C.11-1: a width of 1 is a step.
  if (value <= centre - 0.5 - (width - 1) / 2) return 0;
  if (value > centre - 0.5 + (width - 1) / 2) return 1;
  return (value - (centre - 0.5)) / (width - 1) + 0.5;
}

std::optional<Voi> read_voi(const DataSet& data, int frame, bool signed_values) {
  for (const DataSet& set : FrameGroups(data, frame).sets(tags::kFrameVoiLut)) {
    if (auto voi = window_of(set)) return voi;
  }
  const auto tables = data.items(tags::kVoiLutSequence);
  if (tables.empty()) return {};
  return Voi{
      VoiFunction::kTable, 0, 1,
      read_lookup_table(tables.front(), {tags::kLutDescriptor, tags::kLutData, 0}, signed_values)};
}

}  // namespace myolens
