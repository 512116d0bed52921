#include "myolens/dicom/jpeg2000.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <openjpeg.h>

#include "myolens/base/error.h"

namespace myolens {
namespace {

// Tiles cost OpenJPEG memory each before one is decoded.
constexpr uint32_t kMaximalTiles = 4096;

[[noreturn]] void refuse(const std::string& origin, const std::string& reason) {
  throw Error(ErrorCode::kBadFormat, origin + ": damaged JPEG 2000 data in the DICOM file (" +
                                         reason + "); export or copy the file again");
}

struct Source {
  std::span<const uint8_t> bytes;
  size_t position = 0;
};

OPJ_SIZE_T read(void* buffer, OPJ_SIZE_T count, void* user) {
  Source& source = *static_cast<Source*>(user);
  const size_t taken = std::min<size_t>(count, source.bytes.size() - source.position);
  if (taken == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(buffer, source.bytes.data() + source.position, taken);
  source.position += taken;
  return taken;
}

OPJ_OFF_T skip(OPJ_OFF_T count, void* user) {
  Source& source = *static_cast<Source*>(user);
  if (count < 0 || static_cast<uint64_t>(count) > source.bytes.size() - source.position) return -1;
  source.position += static_cast<size_t>(count);
  return count;
}

OPJ_BOOL seek(OPJ_OFF_T position, void* user) {
  Source& source = *static_cast<Source*>(user);
  if (position < 0 || static_cast<uint64_t>(position) > source.bytes.size()) return OPJ_FALSE;
  source.position = static_cast<size_t>(position);
  return OPJ_TRUE;
}

using Codec = std::unique_ptr<opj_codec_t, decltype(&opj_destroy_codec)>;
using Stream = std::unique_ptr<opj_stream_t, decltype(&opj_stream_destroy)>;
using Decoded = std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)>;

Stream stream_of(Source& source) {
  Stream stream(opj_stream_default_create(OPJ_TRUE), &opj_stream_destroy);
  opj_stream_set_user_data(stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(stream.get(), source.bytes.size());
  opj_stream_set_read_function(stream.get(), read);
  opj_stream_set_skip_function(stream.get(), skip);
  opj_stream_set_seek_function(stream.get(), seek);
  return stream;
}

Codec make_codec() {
  Codec codec(opj_create_decompress(OPJ_CODEC_J2K), &opj_destroy_codec);
  opj_dparameters_t parameters{};
  opj_set_default_decoder_parameters(&parameters);
  if (!opj_setup_decoder(codec.get(), &parameters)) codec.reset();
  if (codec) opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE);
  return codec;
}

// From the start of the codestream on: a JP2 file around it says nothing that DICOM does not.
std::span<const uint8_t> codestream_of(std::span<const uint8_t> bytes, const std::string& origin) {
  constexpr std::array<uint8_t, 4> kStart{0xFF, 0x4F, 0xFF, 0x51};  // SOC, SIZ
  const auto found = std::ranges::search(bytes, kStart);
  if (found.empty()) refuse(origin, "no start of a picture");
  return {found.begin(), bytes.end()};
}

// The image and tile size of a SIZ marker (section A.5.1), before OpenJPEG takes memory for each
// tile of what may be a damaged number of them.
void check_size(std::span<const uint8_t> codestream, const PixelFormat& format,
                const std::string& origin) {
  constexpr size_t kSizesAt = 8;
  constexpr size_t kSizes = 8;
  if (codestream.size() < kSizesAt + 4 * kSizes) refuse(origin, "the header");
  std::array<uint64_t, kSizes> sizes{};  // x and y: end, start, tile size, first tile's start
  for (size_t i = 0; i < 4 * kSizes; ++i)
    sizes[i / 4] = sizes[i / 4] << 8 | codestream[kSizesAt + i];
  uint64_t tiles = 1;
  for (size_t axis = 0; axis < 2; ++axis) {
    const uint64_t end = sizes[axis];
    const uint64_t start = sizes[2 + axis];
    const uint64_t tile = sizes[4 + axis];
    const uint64_t first = sizes[6 + axis];
    const auto wanted = static_cast<uint64_t>(axis == 0 ? format.columns : format.rows);
    if (end < start || end - start != wanted) refuse(origin, "another size than stated");
    if (tile == 0 || first > start) refuse(origin, "the tiles");
    tiles *= (end - first + tile - 1) / tile;
  }
  if (tiles > kMaximalTiles) refuse(origin, "too many tiles");
}

bool fits(const opj_image_comp_t& component, const PixelFormat& format) {
  return component.dx == 1 && component.dy == 1 &&
         component.w == static_cast<OPJ_UINT32>(format.columns) &&
         component.h == static_cast<OPJ_UINT32>(format.rows) && component.prec >= 1 &&
         component.prec <= static_cast<OPJ_UINT32>(format.bits_allocated);
}

void check(const opj_image_t& image, const PixelFormat& format, const std::string& origin) {
  if (image.numcomps != static_cast<OPJ_UINT32>(format.samples)) {
    refuse(origin, std::to_string(image.numcomps) + " components, stated are " +
                       std::to_string(format.samples));
  }
  for (OPJ_UINT32 i = 0; i < image.numcomps; ++i) {
    const bool alike =
        image.comps[i].prec == image.comps[0].prec && image.comps[i].sgnd == image.comps[0].sgnd;
    if (!alike || !fits(image.comps[i], format))
      refuse(origin, "components of another size or depth than stated");
  }
}

bool transforms_colours(opj_codec_t& codec) {
  opj_codestream_info_v2_t* info = opj_get_cstr_info(&codec);
  if (info == nullptr) return false;
  const bool transforms = info->m_default_tile_info.mct == 1;
  opj_destroy_cstr_info(&info);
  return transforms;
}

template <typename Sample>
BasicImage<Sample> cells_of(const opj_image_t& image) {
  const auto channels = static_cast<size_t>(image.numcomps);
  BasicImage<Sample> cells(static_cast<int>(image.comps[0].w), static_cast<int>(image.comps[0].h),
                           static_cast<int>(channels));
  const size_t pixels = cells.samples.size() / channels;
  for (size_t channel = 0; channel < channels; ++channel) {
    const OPJ_INT32* values = image.comps[channel].data;
    for (size_t i = 0; i < pixels; ++i)
      cells.samples[i * channels + channel] = static_cast<Sample>(values[i]);
  }
  return cells;
}

}  // namespace

Jpeg2000Frame decode_jpeg2000(std::span<const uint8_t> bytes, const PixelFormat& format,
                              const std::string& origin) {
  Source source{codestream_of(bytes, origin)};
  check_size(source.bytes, format, origin);
  const Stream stream = stream_of(source);
  const Codec codec = make_codec();
  if (!stream || !codec)
    throw Error(ErrorCode::kUnavailable, origin + ": no memory to decode JPEG 2000");
  opj_image_t* header = nullptr;
  if (!opj_read_header(stream.get(), codec.get(), &header)) refuse(origin, "the header");
  const Decoded image(header, &opj_image_destroy);
  check(*image, format, origin);
  if (!opj_decode(codec.get(), stream.get(), image.get())) refuse(origin, "truncated");
  check(*image, format, origin);
  for (OPJ_UINT32 i = 0; i < image->numcomps; ++i)
    if (image->comps[i].data == nullptr) refuse(origin, "no pixels");

  Jpeg2000Frame frame;
  frame.precision = static_cast<int>(image->comps[0].prec);
  frame.is_signed = image->comps[0].sgnd != 0;
  frame.is_rgb = transforms_colours(*codec);
  if (format.bits_allocated > 8) {
    frame.cells = cells_of<uint16_t>(*image);
  } else {
    frame.cells = cells_of<uint8_t>(*image);
  }
  return frame;
}

}  // namespace myolens
