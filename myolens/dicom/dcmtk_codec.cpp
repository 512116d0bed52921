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
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/oflog.h>
#include <memory>
#include <mutex>

#include "myolens/base/error.h"
#include "myolens/dicom/tags.h"

namespace myolens {
namespace {

// What DCMTK has to know of a frame.
struct FrameShape {
  int columns = 0;
  int rows = 0;
  int samples = 1;
  int bits = 8;
};

// DCMTK keeps its decoders and its logger in one place for the whole program.
void prepare_dcmtk() {
  static std::once_flag once;
  std::call_once(once, [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    DJDecoderRegistration::registerCodecs(EDC_never, EUC_never, EPC_colorByPixel);
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

void describe(DcmItem& item, const FrameShape& shape) {
  set_word(item, tags::kRows, shape.rows);
  set_word(item, tags::kColumns, shape.columns);
  set_word(item, tags::kSamplesPerPixel, shape.samples);
  set_word(item, tags::kBitsAllocated, shape.bits > 8 ? 16 : 8);
  set_word(item, tags::kBitsStored, shape.bits);
  set_word(item, tags::kHighBit, shape.bits - 1);
  set_word(item, tags::kPixelRepresentation, 0);
  set_word(item, tags::kPlanarConfiguration, 0);
  auto photometric = std::make_unique<DcmCodeString>(DcmTag(0x0028, 0x0004, DcmVR(EVR_CS)));
  photometric->putString(shape.samples == 1 ? "MONOCHROME2" : "RGB");
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

void decode(std::span<const uint8_t> stream, const FrameShape& shape, E_TransferSyntax syntax,
            std::span<uint8_t> cells, const std::string& origin) {
  prepare_dcmtk();
  DcmItem item;
  describe(item, shape);
  const auto sequence = sequence_of(stream);
  Uint32 fragment = 1;
  OFString colours;
  const OFCondition outcome =
      DcmCodecList::decodeFrame(DcmXfer(syntax), nullptr, sequence.get(), &item, 0, fragment,
                                cells.data(), static_cast<Uint32>(cells.size()), colours);
  if (outcome.bad()) refuse(origin);
}

template <typename Sample>
BasicImage<Sample> decoded(std::span<const uint8_t> stream, const FrameShape& shape,
                           E_TransferSyntax syntax, const std::string& origin) {
  BasicImage<Sample> cells(shape.columns, shape.rows, shape.samples);
  const size_t samples = cells.samples.size();
  cells.samples.resize(samples + samples % 2);  // DCMTK writes an even number of bytes
  decode(stream, shape, syntax,
         {reinterpret_cast<uint8_t*>(cells.samples.data()), cells.samples.size() * sizeof(Sample)},
         origin);
  cells.samples.resize(samples);
  return cells;
}

std::variant<Image, Image16> decode_cells(std::span<const uint8_t> stream, const FrameShape& shape,
                                          E_TransferSyntax syntax, const std::string& origin) {
  if (shape.bits > 8) return decoded<uint16_t>(stream, shape, syntax, origin);
  return decoded<uint8_t>(stream, shape, syntax, origin);
}

}  // namespace

std::variant<Image, Image16> decode_jpeg_stream(std::span<const uint8_t> stream,
                                                const JpegHeader& header,
                                                const TransferSyntax& syntax,
                                                const std::string& origin) {
  if (header.jpeg_ls != (syntax.coding == PixelCoding::kJpegLs)) refuse(origin);
  const FrameShape shape{header.width, header.height, header.components, header.precision};
  return decode_cells(stream, shape, DcmXfer(std::string(syntax.uid).c_str()).getXfer(), origin);
}

}  // namespace myolens
