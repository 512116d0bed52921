// How a DICOM object is written: PS3.5 section 10 and PS3.6 table A-1.
#pragma once

#include <string_view>

namespace myolens {

enum class PixelCoding {
  kNative,
  kRle,
  kJpegBaseline,  // process 1, 8 bits
  kJpegExtended,  // processes 2 and 4, 8 or 12 bits, and the retired 6, 8, 10, 12
  kJpegLossless,  // process 14
  kJpegLs,
  kJpeg2000,
  kVideo,
  kUnsupported,
};

struct TransferSyntax {
  std::string_view uid;
  std::string_view name;  // of the standard, shortened
  PixelCoding coding = PixelCoding::kNative;
  bool explicit_vr = true;
  bool big_endian = false;
  bool deflated = false;
};

inline constexpr std::string_view kImplicitLittleEndian = "1.2.840.10008.1.2";
inline constexpr std::string_view kExplicitLittleEndian = "1.2.840.10008.1.2.1";
inline constexpr std::string_view kExplicitBigEndian = "1.2.840.10008.1.2.2";

// Null for one that the table does not know.
const TransferSyntax* find_transfer_syntax(std::string_view uid);

}  // namespace myolens
