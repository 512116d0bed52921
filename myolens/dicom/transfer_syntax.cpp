#include "myolens/dicom/transfer_syntax.h"

#include <algorithm>
#include <array>

namespace myolens {
namespace {

using enum PixelCoding;

constexpr std::array kTransferSyntaxes{
    TransferSyntax{kImplicitLittleEndian, "Implicit VR Little Endian", kNative, false},
    TransferSyntax{kExplicitLittleEndian, "Explicit VR Little Endian"},
    TransferSyntax{kExplicitBigEndian, "Explicit VR Big Endian", kNative, true, true},
    TransferSyntax{"1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", kNative, true,
                   false, true},
    TransferSyntax{"1.2.840.10008.1.2.5", "RLE Lossless", kRle},
    TransferSyntax{"1.2.840.10008.1.2.4.50", "JPEG Baseline", kJpegBaseline},
    TransferSyntax{"1.2.840.10008.1.2.4.51", "JPEG Extended", kJpegExtended},
    TransferSyntax{"1.2.840.10008.1.2.4.53", "JPEG Spectral Selection", kJpegExtended},
    TransferSyntax{"1.2.840.10008.1.2.4.55", "JPEG Full Progression", kJpegExtended},
    TransferSyntax{"1.2.840.10008.1.2.4.57", "JPEG Lossless", kJpegLossless},
    TransferSyntax{"1.2.840.10008.1.2.4.70", "JPEG Lossless SV1", kJpegLossless},
    TransferSyntax{"1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", kJpegLs},
    TransferSyntax{"1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", kJpegLs},
    TransferSyntax{"1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", kJpeg2000},
    TransferSyntax{"1.2.840.10008.1.2.4.91", "JPEG 2000", kJpeg2000},
    TransferSyntax{"1.2.840.10008.1.2.4.100", "MPEG2 MP@ML", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.100.1", "MPEG2 MP@ML, fragmentable", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.101", "MPEG2 MP@HL", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.101.1", "MPEG2 MP@HL, fragmentable", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.102", "MPEG-4 HP@L4.1", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.102.1", "MPEG-4 HP@L4.1, fragmentable", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.103", "MPEG-4 BD HP@L4.1", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.103.1", "MPEG-4 BD HP@L4.1, fragmentable", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.104", "MPEG-4 HP@L4.2 2D", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.104.1", "MPEG-4 HP@L4.2 2D, fragmentable", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.105", "MPEG-4 HP@L4.2 3D", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.105.1", "MPEG-4 HP@L4.2 3D, fragmentable", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.106", "MPEG-4 Stereo HP@L4.2", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.106.1", "MPEG-4 Stereo HP@L4.2, fragmentable", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.107", "HEVC Main@L5.1", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.108", "HEVC Main10@L5.1", kVideo},
    TransferSyntax{"1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Lossless", kUnsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2", kUnsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.94", "JPIP Referenced", kUnsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate", kUnsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.110", "JPEG XL Lossless", kUnsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", kUnsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.112", "JPEG XL", kUnsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", kUnsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL", kUnsupported},
    TransferSyntax{"1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", kUnsupported},
};

}  // namespace

const TransferSyntax* find_transfer_syntax(std::string_view uid) {
  const auto found = std::ranges::find(kTransferSyntaxes, uid, &TransferSyntax::uid);
  return found == kTransferSyntaxes.end() ? nullptr : &*found;
}

}  // namespace myolens
