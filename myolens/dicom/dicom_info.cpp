#include <algorithm>
#include <array>
#include <string_view>

#include "myolens/dicom/dicom.h"
#include "myolens/dicom/dicom_file.h"
#include "myolens/dicom/frame_groups.h"
#include "myolens/dicom/pixel_format.h"
#include "myolens/dicom/tags.h"

namespace myolens {
namespace {

// PS3.3 section C.7.3.1.1.1, those that send pictures.
constexpr std::array<std::string_view, 18> kModalities{"NM", "OT", "PT", "CT",   "MR", "US",
                                                       "SC", "CR", "DX", "XA",   "RF", "MG",
                                                       "ES", "XC", "SM", "IVUS", "SR", "DOC"};

struct SopClass {
  std::string_view uid;
  std::string_view name;
};
constexpr std::array kSopClasses{
    SopClass{"1.2.840.10008.5.1.4.1.1.7", "Secondary Capture"},
    SopClass{"1.2.840.10008.5.1.4.1.1.7.1", "Multi-frame Single Bit Secondary Capture"},
    SopClass{"1.2.840.10008.5.1.4.1.1.7.2", "Multi-frame Grayscale Byte Secondary Capture"},
    SopClass{"1.2.840.10008.5.1.4.1.1.7.3", "Multi-frame Grayscale Word Secondary Capture"},
    SopClass{"1.2.840.10008.5.1.4.1.1.7.4", "Multi-frame True Color Secondary Capture"},
    SopClass{"1.2.840.10008.5.1.4.1.1.20", "Nuclear Medicine"},
    SopClass{"1.2.840.10008.5.1.4.1.1.5", "Nuclear Medicine (retired)"},
    SopClass{"1.2.840.10008.5.1.4.1.1.128", "Positron Emission Tomography"},
    SopClass{"1.2.840.10008.5.1.4.1.1.2", "CT"},
    SopClass{"1.2.840.10008.5.1.4.1.1.4", "MR"},
    SopClass{"1.2.840.10008.5.1.4.1.1.6.1", "Ultrasound"},
    SopClass{"1.2.840.10008.1.3.10", "Media Directory"},
};

std::string modality_of(const DataSet& data) {
  const std::string text = data.text(tags::kModality);
  return std::ranges::find(kModalities, text) == kModalities.end() ? "other" : text;
}

std::string sop_class_of(const DataSet& data) {
  const std::string uid = data.text(tags::kSopClass);
  const auto found = std::ranges::find(kSopClasses, uid, &SopClass::uid);
  if (found != kSopClasses.end()) return std::string(found->name);
  constexpr std::string_view kStructuredReports = "1.2.840.10008.5.1.4.1.1.88.";
  return uid.starts_with(kStructuredReports) ? "Structured Report" : "other";
}

// PS3.3 section C.8.4.9.1.1: value 3 of Image Type of nuclear medicine.
bool is_reconstruction(const DataSet& data) {
  const auto types = data.texts(tags::kImageType);
  return types.size() > 2 && types[2].starts_with("RECON");
}

// First in the data set, then per detector, then in the functional groups.
std::vector<double> geometry(const DataSet& data, uint32_t tag, size_t count) {
  std::vector<DataSet> places = data.items(tags::kDetectorInformation);
  for (DataSet& set : FrameGroups(data, 0).sets(tags::kPixelMeasures))
    places.push_back(std::move(set));
  places.insert(places.begin(), data);
  for (const DataSet& place : places) {
    auto numbers = place.decimals(tag);
    if (numbers.size() == count) return numbers;
  }
  return {};
}

int count_of(const DataSet& data, uint32_t tag) { return data.word(tag).value_or(0); }

void read_nuclear_counts(DicomInfo& info, const DataSet& data) {
  info.slices = count_of(data, tags::kSlices);
  info.detectors = count_of(data, tags::kDetectors);
  info.energy_windows = count_of(data, tags::kEnergyWindows);
  info.rotations = count_of(data, tags::kRotations);
  if (info.rotations == 0)
    info.rotations = static_cast<int>(data.items(tags::kRotationInformation).size());
}

}  // namespace

DicomInfo read_dicom_info(std::span<const uint8_t> bytes, const std::string& origin) {
  const DicomFile file = open_dicom(bytes, origin);
  const DataSet& data = file.data;
  DicomInfo info;
  info.modality = modality_of(data);
  info.sop_class = sop_class_of(data);
  info.transfer_syntax = file.syntax.name;
  info.photometric = name_of(photometric_of(data.text(tags::kPhotometric)));
  info.has_picture = data.has(tags::kPixelData);
  if (info.has_picture) {
    info.columns = count_of(data, tags::kColumns);
    info.rows = count_of(data, tags::kRows);
    info.frames = frame_count(data, origin);
    info.bits_stored = count_of(data, tags::kBitsStored);
  }
  info.reconstructed_volume = is_reconstruction(data);
  info.pixel_spacing_mm = geometry(data, tags::kPixelSpacing, 2);
  const auto spacing = geometry(data, tags::kSpacingBetweenSlices, 1);
  if (!spacing.empty()) info.spacing_between_slices_mm = spacing[0];
  info.image_position_mm = geometry(data, tags::kImagePosition, 3);
  info.image_orientation = geometry(data, tags::kImageOrientation, 6);
  read_nuclear_counts(info, data);
  const std::string burned_in = data.text(tags::kBurnedInAnnotation);
  if (burned_in == "YES" || burned_in == "NO") info.burned_in_annotation = burned_in == "YES";
  return info;
}

}  // namespace myolens
