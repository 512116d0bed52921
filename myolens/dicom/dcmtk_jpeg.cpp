#include "myolens/dicom/dcmtk_codec.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcitem.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcvrcs.h>
#include <dcmtk/dcmdata/dcvrus.h>
#include <dcmtk/dcmdata/dcxfer.h>
#include <dcmtk/dcmjpeg/djcparam.h>
#include <dcmtk/dcmjpeg/djdijg12.h>
#include <dcmtk/dcmjpeg/djdijg16.h>
#include <dcmtk/dcmjpeg/djdijg8.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/oflog.h>
#include <memory>
#include <mutex>

#include "myolens/base/error.h"
#include "myolens/dicom/tags.h"

namespace myolens {
namespace {

// DCMTK keeps its logger, and its list of decoders, in one place for the whole program.
void prepare_dcmtk() {
  static std::once_flag once;
  std::call_once(once, [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    DJLSDecoderRegistration::registerCodecs(EJLSUC_never, EJLSPC_colorByPixel);
  });
}

[[noreturn]] void refuse(const std::string& origin) {
  throw Error(ErrorCode::kBadFormat, origin +
                                         ": damaged or truncated compressed pixels in the DICOM "
                                         "file; export or copy the file again");
}

// With its value representation named, DCMTK asks no dictionary for it.
void set_word(DcmItem& item, uint32_t tag, int value) {
  auto word = std::make_unique<DcmUnsignedShort>(
      DcmTag(static_cast<Uint16>(tag >> 16), static_cast<Uint16>(tag & 0xFFFF), DcmVR(EVR_US)));
  word->putUint16(static_cast<Uint16>(value));
  if (item.insert(word.get(), true).good()) static_cast<void>(word.release());
}

void describe(DcmItem& item, const JpegHeader& header) {
  set_word(item, tags::kRows, header.height);
  set_word(item, tags::kColumns, header.width);
  set_word(item, tags::kSamplesPerPixel, header.components);
  set_word(item, tags::kBitsAllocated, header.precision > 8 ? 16 : 8);
  set_word(item, tags::kBitsStored, header.precision);
  set_word(item, tags::kHighBit, header.precision - 1);
  set_word(item, tags::kPixelRepresentation, 0);
  set_word(item, tags::kPlanarConfiguration, 0);
  auto photometric = std::make_unique<DcmCodeString>(DcmTag(0x0028, 0x0004, DcmVR(EVR_CS)));
  photometric->putString(header.components == 1 ? "MONOCHROME2" : "RGB");
  if (item.insert(photometric.get(), true).good()) static_cast<void>(photometric.release());
}

// An offset table that is empty, and the frame.
std::unique_ptr<DcmPixelSequence> sequence_of(std::span<const uint8_t> stream) {
  auto sequence = std::make_unique<DcmPixelSequence>(DcmTag(0x7FE0, 0x0010, DcmVR(EVR_OB)));
  const DcmTag item_tag(0xFFFE, 0xE000, DcmVR(EVR_pixelItem));
  auto table = std::make_unique<DcmPixelItem>(item_tag);
  if (sequence->insert(table.get()).good()) static_cast<void>(table.release());
  auto frame = std::make_unique<DcmPixelItem>(item_tag);
  frame->putUint8Array(stream.data(), stream.size());
  if (sequence->insert(frame.get()).good()) static_cast<void>(frame.release());
  return sequence;
}

OFCondition decode_jpeg_ls(std::span<const uint8_t> stream, const JpegHeader& header,
                           std::span<uint8_t> cells) {
  DcmItem item;
  describe(item, header);
  const auto sequence = sequence_of(stream);
  Uint32 fragment = 1;
  OFString colours;
  return DcmCodecList::decodeFrame(DcmXfer(EXS_JPEGLSLossless), nullptr, sequence.get(), &item, 0,
                                   fragment, cells.data(), static_cast<Uint32>(cells.size()),
                                   colours);
}

std::unique_ptr<DJDecoder> jpeg_decoder(const DJCodecParameter& settings, int precision) {
  if (precision > 12) return std::make_unique<DJDecompressIJG16Bit>(settings, false);
  if (precision > 8) return std::make_unique<DJDecompressIJG12Bit>(settings, false);
  return std::make_unique<DJDecompressIJG8Bit>(settings, false);
}

// Not by way of DCMTK's list of decoders: that first looks for the precision, which damaged data
// may turn into a loop without end.
OFCondition decode_jpeg(std::span<const uint8_t> stream, const JpegHeader& header,
                        std::span<uint8_t> cells) {
  const DJCodecParameter settings(ECC_lossyYCbCr, EDC_never, EUC_never, EPC_colorByPixel);
  const auto decoder = jpeg_decoder(settings, header.precision);
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
  prepare_dcmtk();
  const OFCondition outcome =
      header.jpeg_ls ? decode_jpeg_ls(stream, header, bytes) : decode_jpeg(stream, header, bytes);
  if (outcome.bad()) refuse(origin);
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
