// The DICOM elements that Myolens reads (PS3.6). None of them identifies a patient.
#pragma once

#include <cstdint>

namespace myolens::tags {

inline constexpr uint32_t kTransferSyntax = 0x00020010;
inline constexpr uint32_t kImageType = 0x00080008;
inline constexpr uint32_t kSopClass = 0x00080016;
inline constexpr uint32_t kModality = 0x00080060;
inline constexpr uint32_t kSpacingBetweenSlices = 0x00180088;
inline constexpr uint32_t kImagePosition = 0x00200032;
inline constexpr uint32_t kImageOrientation = 0x00200037;

inline constexpr uint32_t kSamplesPerPixel = 0x00280002;
inline constexpr uint32_t kPhotometric = 0x00280004;
inline constexpr uint32_t kPlanarConfiguration = 0x00280006;
inline constexpr uint32_t kFrames = 0x00280008;
inline constexpr uint32_t kRows = 0x00280010;
inline constexpr uint32_t kColumns = 0x00280011;
inline constexpr uint32_t kPixelSpacing = 0x00280030;
inline constexpr uint32_t kBitsAllocated = 0x00280100;
inline constexpr uint32_t kBitsStored = 0x00280101;
inline constexpr uint32_t kHighBit = 0x00280102;
inline constexpr uint32_t kPixelRepresentation = 0x00280103;
inline constexpr uint32_t kPixelPadding = 0x00280120;
inline constexpr uint32_t kBurnedInAnnotation = 0x00280301;
inline constexpr uint32_t kWindowCentre = 0x00281050;
inline constexpr uint32_t kWindowWidth = 0x00281051;
inline constexpr uint32_t kRescaleIntercept = 0x00281052;
inline constexpr uint32_t kRescaleSlope = 0x00281053;
inline constexpr uint32_t kVoiFunction = 0x00281056;
inline constexpr uint32_t kRedDescriptor = 0x00281101;
inline constexpr uint32_t kRedTable = 0x00281201;
inline constexpr uint32_t kRedSegments = 0x00281221;
inline constexpr uint32_t kIccProfile = 0x00282000;
inline constexpr uint32_t kModalityLutSequence = 0x00283000;
inline constexpr uint32_t kLutDescriptor = 0x00283002;
inline constexpr uint32_t kLutData = 0x00283006;
inline constexpr uint32_t kVoiLutSequence = 0x00283010;
inline constexpr uint32_t kPixelMeasures = 0x00289110;
inline constexpr uint32_t kFrameVoiLut = 0x00289132;
inline constexpr uint32_t kPixelValueTransformation = 0x00289145;

inline constexpr uint32_t kEnergyWindows = 0x00540011;
inline constexpr uint32_t kDetectors = 0x00540021;
inline constexpr uint32_t kDetectorInformation = 0x00540022;
inline constexpr uint32_t kRotations = 0x00540051;
inline constexpr uint32_t kRotationInformation = 0x00540052;
inline constexpr uint32_t kSlices = 0x00540081;

inline constexpr uint32_t kEncryptedAttributes = 0x04000500;
inline constexpr uint32_t kSharedFunctionalGroups = 0x52009229;
inline constexpr uint32_t kPerFrameFunctionalGroups = 0x52009230;

inline constexpr uint32_t kExtendedOffsetTable = 0x7FE00001;
inline constexpr uint32_t kFloatPixels = 0x7FE00008;
inline constexpr uint32_t kDoublePixels = 0x7FE00009;
inline constexpr uint32_t kPixelData = 0x7FE00010;

}  // namespace myolens::tags
