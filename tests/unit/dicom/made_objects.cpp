#include "tests/unit/dicom/made_objects.h"

#include <algorithm>
#include <charls/charls.h>
#include <cstring>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmdata/dcvrui.h>
#include <dcmtk/dcmimage/diregist.h>  // lets DCMTK compress colours
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/oflog/oflog.h>
#include <mutex>
#include <openjpeg.h>
#include <stdexcept>

namespace myolens {
namespace {

constexpr size_t kWriteBufferBytes = size_t{4} << 20;

void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(what);
}

void register_encoders() {
  static std::once_flag once;
  std::call_once(once, [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    DJEncoderRegistration::registerCodecs();
    DcmRLEEncoderRegistration::registerCodecs();
  });
}

void describe(DcmDataset& data, const Shape& shape) {
  const auto word = [&](const DcmTagKey& tag, int value) {
    data.putAndInsertUint16(tag, static_cast<Uint16>(value));
  };
  word(DCM_Rows, shape.rows);
  word(DCM_Columns, shape.columns);
  word(DCM_SamplesPerPixel, shape.samples);
  word(DCM_BitsAllocated, shape.bits_allocated);
  word(DCM_BitsStored, shape.bits_stored);
  word(DCM_HighBit, shape.high_bit);
  word(DCM_PixelRepresentation, shape.is_signed ? 1 : 0);
  if (shape.samples > 1) word(DCM_PlanarConfiguration, shape.planar ? 1 : 0);
  data.putAndInsertString(DCM_PhotometricInterpretation, shape.photometric.c_str());
  if (shape.frames != 1) {
    data.putAndInsertString(DCM_NumberOfFrames, std::to_string(shape.frames).c_str());
  }
}

Object described(const Shape& shape) {
  auto object = std::make_unique<DcmFileFormat>();
  DcmDataset& data = *object->getDataset();
  data.putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
  data.putAndInsertString(DCM_SOPInstanceUID, kPlantedUid);
  data.putAndInsertString(DCM_StudyInstanceUID, kPlantedUid);
  data.putAndInsertString(DCM_StudyDate, kPlantedDate);
  data.putAndInsertString(DCM_Modality, "NM");
  data.putAndInsertString(DCM_PatientName, kPlantedName);
  data.putAndInsertString(DCM_PatientID, kPlantedId);
  data.putAndInsertString(DCM_PatientBirthDate, kPlantedDate);
  describe(data, shape);
  return object;
}

Bytes finish(DcmOutputBufferStream& stream) {
  stream.flush();
  void* memory = nullptr;
  offile_off_t count = 0;
  stream.flushBuffer(memory, count);
  const auto* start = static_cast<const uint8_t*>(memory);
  return {start, start + count};
}

}  // namespace

Object secondary_capture(const Shape& shape, const std::vector<uint16_t>& pixels) {
  Object object = described(shape);
  DcmDataset& data = *object->getDataset();
  if (shape.bits_allocated > 8) {
    data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
  } else {
    const Bytes bytes(pixels.begin(), pixels.end());
    data.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
  }
  return object;
}

void set_text(Object& object, const DcmTagKey& tag, const std::string& text) {
  require(object->getDataset()->putAndInsertString(tag, text.c_str()).good(), "set_text");
}

void set_words(Object& object, const DcmTag& tag, const std::vector<uint16_t>& words) {
  require(object->getDataset()->putAndInsertUint16Array(tag, words.data(), words.size()).good(),
          "set_words");
}

void set_segmented_palette(Object& object, const std::vector<uint16_t>& segments) {
  for (const DcmTagKey& tag :
       {DCM_RedPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableDescriptor,
        DCM_BluePaletteColorLookupTableDescriptor})
    set_words(object, DcmTag(tag, EVR_US), {6, 0, 16});
  for (const DcmTagKey& tag :
       {DCM_SegmentedRedPaletteColorLookupTableData, DCM_SegmentedGreenPaletteColorLookupTableData,
        DCM_SegmentedBluePaletteColorLookupTableData})
    set_words(object, DcmTag(tag, EVR_OW), segments);
}

Bytes written(Object& object, E_TransferSyntax syntax,
              const DcmRepresentationParameter* parameter) {
  register_encoders();
  const OFCondition chosen = object->getDataset()->chooseRepresentation(syntax, parameter);
  require(chosen.good(), chosen.text());
  Bytes buffer(kWriteBufferBytes);
  DcmOutputBufferStream stream(buffer.data(), static_cast<offile_off_t>(buffer.size()));
  object->transferInit();
  require(object->validateMetaInfo(syntax).good(), "meta information");
  const OFCondition outcome =
      object->write(stream, syntax, EET_ExplicitLength, nullptr, EGL_recalcGL, EPD_noChange);
  object->transferEnd();
  require(outcome.good(), outcome.text());
  return finish(stream);
}

Bytes bare_data_set(Object& object, E_TransferSyntax syntax) {
  Bytes buffer(kWriteBufferBytes);
  DcmOutputBufferStream stream(buffer.data(), static_cast<offile_off_t>(buffer.size()));
  DcmDataset& data = *object->getDataset();
  data.transferInit();
  require(data.write(stream, syntax, EET_UndefinedLength, nullptr, EGL_withoutGL).good(), "write");
  data.transferEnd();
  return finish(stream);
}

Bytes encapsulated(const Shape& shape, const std::vector<Bytes>& streams, Encapsulation how) {
  Object object = described(shape);
  auto* sequence = new DcmPixelSequence(DcmTag(DCM_PixelData, EVR_OB));
  sequence->insert(new DcmPixelItem(DcmTag(DCM_PixelItemTag)));
  const auto add = [&](const uint8_t* start, size_t count) {
    auto* item = new DcmPixelItem(DcmTag(DCM_PixelItemTag));
    Bytes even(start, start + count);
    if (even.size() % 2 != 0) even.push_back(0);
    item->putUint8Array(even.data(), even.size());
    sequence->insert(item);
  };
  for (const Bytes& stream : streams) {
    const size_t first = how.split ? stream.size() / 4 * 2 : stream.size();
    add(stream.data(), first);
    if (how.split) add(stream.data() + first, stream.size() - first);
  }
  auto* pixels = new DcmPixelData(DCM_PixelData);
  pixels->putOriginalRepresentation(how.syntax, nullptr, sequence);
  object->getDataset()->insert(pixels, true);
  return written(object, how.syntax);
}

namespace {

// CharLS takes pixels where they are interleaved by line, too, and planes otherwise.
std::vector<uint16_t> in_order(const std::vector<uint16_t>& values, size_t channels,
                               JpegLsOrder order) {
  if (order != JpegLsOrder::kPlanes) return values;
  std::vector<uint16_t> planes(values.size());
  const size_t pixels = values.size() / channels;
  for (size_t i = 0; i < values.size(); ++i)
    planes[i % channels * pixels + i / channels] = values[i];
  return planes;
}

}  // namespace

Bytes jpeg_ls_stream(const Shape& shape, const std::vector<uint16_t>& values,
                     const JpegLsSettings& settings) {
  charls::jpegls_encoder encoder;
  encoder.frame_info({static_cast<uint32_t>(shape.columns), static_cast<uint32_t>(shape.rows),
                      shape.bits_stored, shape.samples});
  encoder.near_lossless(settings.near);
  if (shape.samples > 1) {
    encoder.interleave_mode(settings.order == JpegLsOrder::kPixels ? charls::interleave_mode::sample
                            : settings.order == JpegLsOrder::kLines
                                ? charls::interleave_mode::line
                                : charls::interleave_mode::none);
  }
  const auto& [largest, first, second, third] = settings.preset;
  if (largest > 0) encoder.preset_coding_parameters({largest, first, second, third, 64});
  const auto ordered = in_order(values, static_cast<size_t>(shape.samples), settings.order);
  Bytes stream(2 * encoder.estimated_destination_size() + 1024);
  encoder.destination(stream);
  if (shape.bits_stored > 8) {
    stream.resize(encoder.encode(ordered));
  } else {
    stream.resize(encoder.encode(Bytes(ordered.begin(), ordered.end())));
  }
  return stream;
}

Bytes capture_in(E_TransferSyntax syntax, const Shape& shape, const std::vector<uint16_t>& pixels) {
  if (syntax == EXS_JPEGLSLossless) {
    const auto frame = static_cast<std::ptrdiff_t>(pixels.size()) / shape.frames;
    std::vector<Bytes> streams;
    for (auto start = pixels.begin(); start != pixels.end(); start += frame)
      streams.push_back(jpeg_ls_stream(shape, {start, start + frame}, {}));
    return encapsulated(shape, streams, {syntax});
  }
  const DJ_RPLossless lossless(1, 0);
  const bool jpeg = syntax == EXS_JPEGProcess14 || syntax == EXS_JPEGProcess14SV1;
  Object object = secondary_capture(shape, pixels);
  return written(object, syntax, jpeg ? &lossless : nullptr);
}

namespace {

OPJ_SIZE_T append(void* data, OPJ_SIZE_T count, void* user) {
  Bytes& bytes = *static_cast<Bytes*>(user);
  const auto* start = static_cast<const uint8_t*>(data);
  bytes.insert(bytes.end(), start, start + count);
  return count;
}

opj_image_t* image_of(const Shape& shape, const std::vector<int>& values,
                      const Jpeg2000Settings& settings) {
  std::vector<opj_image_cmptparm_t> components(static_cast<size_t>(shape.samples));
  for (opj_image_cmptparm_t& component : components) {
    component = {};
    component.dx = component.dy = 1;
    component.w = static_cast<OPJ_UINT32>(shape.columns);
    component.h = static_cast<OPJ_UINT32>(shape.rows);
    component.prec = static_cast<OPJ_UINT32>(settings.precision);
    component.sgnd = settings.is_signed ? 1 : 0;
  }
  opj_image_t* image = opj_image_create(static_cast<OPJ_UINT32>(shape.samples), components.data(),
                                        shape.samples == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
  image->x1 = static_cast<OPJ_UINT32>(shape.columns);
  image->y1 = static_cast<OPJ_UINT32>(shape.rows);
  const auto samples = static_cast<size_t>(shape.samples);
  for (size_t i = 0; i < values.size(); ++i)
    image->comps[i % samples].data[i / samples] = values[i];
  return image;
}

}  // namespace

Bytes jpeg2000_stream(const Shape& shape, const std::vector<int>& values,
                      const Jpeg2000Settings& settings) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.irreversible = settings.lossless ? 0 : 1;
  parameters.tcp_numlayers = 1;
  parameters.cp_disto_alloc = 1;
  parameters.tcp_rates[0] = settings.lossless ? 0 : 3;
  parameters.tcp_mct = settings.colour_transform ? 1 : 0;
  parameters.numresolution = 2;
  opj_image_t* image = image_of(shape, values, settings);
  opj_codec_t* codec = opj_create_compress(OPJ_CODEC_J2K);
  Bytes bytes;
  opj_stream_t* stream = opj_stream_default_create(OPJ_FALSE);
  opj_stream_set_user_data(stream, &bytes, nullptr);
  opj_stream_set_write_function(stream, append);
  const bool done = opj_setup_encoder(codec, &parameters, image) &&
                    opj_start_compress(codec, image, stream) && opj_encode(codec, stream) &&
                    opj_end_compress(codec, stream);
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  require(done, "JPEG 2000");
  return bytes;
}

}  // namespace myolens
