#include "myolens/dicom/dcmtk_jpeg.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmjpeg/djcparam.h>
#include <dcmtk/dcmjpeg/djdijg12.h>
#include <dcmtk/dcmjpeg/djdijg16.h>
#include <dcmtk/dcmjpeg/djdijg8.h>
#include <dcmtk/oflog/oflog.h>
#include <memory>
#include <mutex>

#include "myolens/base/error.h"

namespace myolens {
namespace {

// DCMTK keeps one logger for the whole program.
void silence_dcmtk() {
  static std::once_flag once;
  std::call_once(once, [] { OFLog::configure(OFLogger::OFF_LOG_LEVEL); });
}

std::unique_ptr<DJDecoder> decoder_for(const DJCodecParameter& settings, int precision) {
  if (precision > 12) return std::make_unique<DJDecompressIJG16Bit>(settings, false);
  if (precision > 8) return std::make_unique<DJDecompressIJG12Bit>(settings, false);
  return std::make_unique<DJDecompressIJG8Bit>(settings, false);
}

// Not by way of DCMTK's list of decoders: that first looks for the precision, which damaged data
// may turn into a loop without end.
OFCondition decode(std::span<const uint8_t> stream, int precision, std::span<uint8_t> cells) {
  silence_dcmtk();
  const DJCodecParameter settings(ECC_lossyYCbCr, EDC_never, EUC_never, EPC_colorByPixel);
  const auto decoder = decoder_for(settings, precision);
  const OFCondition ready = decoder->init();
  if (ready.bad()) return ready;
  return decoder->decode(const_cast<Uint8*>(stream.data()), static_cast<Uint32>(stream.size()),
                         cells.data(), static_cast<Uint32>(cells.size()), false);
}

template <typename Sample>
BasicImage<Sample> decoded(std::span<const uint8_t> stream, const JpegHeader& header,
                           const std::string& origin) {
  BasicImage<Sample> cells(header.width, header.height, header.components);
  const size_t samples = cells.samples.size();
  cells.samples.resize(samples + samples % 2);  // DCMTK writes an even number of bytes
  const std::span<uint8_t> bytes(reinterpret_cast<uint8_t*>(cells.samples.data()),
                                 cells.samples.size() * sizeof(Sample));
  if (decode(stream, header.precision, bytes).bad()) {
    throw Error(ErrorCode::kBadFormat,
                origin +
                    ": damaged or truncated JPEG data in the DICOM file; export or copy the file "
                    "again");
  }
  cells.samples.resize(samples);
  return cells;
}

}  // namespace

std::variant<Image, Image16> decode_jpeg_stream(std::span<const uint8_t> stream,
                                                const JpegHeader& header,
                                                const std::string& origin) {
  if (header.precision > 8) return decoded<uint16_t>(stream, header, origin);
  return decoded<uint8_t>(stream, header, origin);
}

}  // namespace myolens
