#include "tests/unit/imaging/written_pictures.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>

namespace myolens::test {
namespace {

struct MemoryTarget {
  Bytes bytes;
  size_t position = 0;
};

tmsize_t write_some(thandle_t handle, void* data, tmsize_t count) {
  auto& target = *static_cast<MemoryTarget*>(handle);
  const auto length = static_cast<size_t>(count);
  target.bytes.resize(std::max(target.bytes.size(), target.position + length));
  std::memcpy(target.bytes.data() + target.position, data, length);
  target.position += length;
  return count;
}

tmsize_t read_some(thandle_t handle, void* data, tmsize_t count) {
  auto& target = *static_cast<MemoryTarget*>(handle);
  const size_t length = std::min(static_cast<size_t>(count), target.bytes.size() - target.position);
  std::memcpy(data, target.bytes.data() + target.position, length);
  target.position += length;
  return static_cast<tmsize_t>(length);
}

toff_t seek(thandle_t handle, toff_t offset, int whence) {
  auto& target = *static_cast<MemoryTarget*>(handle);
  if (whence == SEEK_CUR) offset += target.position;
  if (whence == SEEK_END) offset += target.bytes.size();
  return target.position = offset;
}

toff_t size_of(thandle_t handle) { return static_cast<MemoryTarget*>(handle)->bytes.size(); }
int close_nothing(thandle_t) { return 0; }

void must(bool holds) {
  if (!holds) std::abort();
}

void set_tiff_fields(TIFF* tiff, const WrittenTiff& picture) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, picture.width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, picture.height);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, picture.samples);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, picture.bits);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, picture.compression);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, picture.photometric);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, picture.planes_apart ? 2 : 1);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, picture.orientation);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, picture.sample_format);
  if (picture.photometric == PHOTOMETRIC_YCBCR)
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  if (!picture.extra.empty())
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, picture.extra.size(), picture.extra.data());
  if (!picture.colour_map.empty()) {
    const size_t colours = picture.colour_map.size() / 3;
    const uint16_t* map = picture.colour_map.data();
    TIFFSetField(tiff, TIFFTAG_COLORMAP, map, map + colours, map + 2 * colours);
  }
  if (!picture.profile.empty())
    TIFFSetField(tiff, TIFFTAG_ICCPROFILE, picture.profile.size(), picture.profile.data());
  if (picture.tile_side > 0) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, picture.tile_side);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, picture.tile_side);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP,
                 picture.rows_per_strip > 0 ? picture.rows_per_strip : picture.height);
  }
}

void write_tiles(TIFF* tiff, const WrittenTiff& picture, size_t row_bytes) {
  const auto side = static_cast<size_t>(picture.tile_side);
  const size_t pixel_bytes = row_bytes / static_cast<size_t>(picture.width);
  for (size_t top = 0; top < static_cast<size_t>(picture.height); top += side) {
    for (size_t left = 0; left < static_cast<size_t>(picture.width); left += side) {
      Bytes tile(static_cast<size_t>(TIFFTileSize(tiff)));
      const size_t columns = std::min(side, static_cast<size_t>(picture.width) - left);
      for (size_t y = 0; y < side && top + y < static_cast<size_t>(picture.height); ++y) {
        std::memcpy(tile.data() + y * side * pixel_bytes,
                    picture.rows.data() + (top + y) * row_bytes + left * pixel_bytes,
                    columns * pixel_bytes);
      }
      must(TIFFWriteTile(tiff, tile.data(), static_cast<uint32_t>(left), static_cast<uint32_t>(top),
                         0, 0) > 0);
    }
  }
}

void write_page(TIFF* tiff, const WrittenTiff& picture) {
  set_tiff_fields(tiff, picture);
  const int together = picture.planes_apart ? 1 : picture.samples;
  const size_t row_bytes = static_cast<size_t>((picture.width * picture.bits * together + 7) / 8);
  if (picture.tile_side > 0) {
    write_tiles(tiff, picture, row_bytes);
  } else {
    Bytes rows = picture.rows;  // libtiff changes the order of its bytes in place
    uint8_t* row = rows.data();
    for (int plane = 0; plane < (picture.planes_apart ? picture.samples : 1); ++plane) {
      for (int y = 0; y < picture.height; ++y, row += row_bytes)
        must(TIFFWriteScanline(tiff, row, static_cast<uint32_t>(y), static_cast<uint16_t>(plane)) >
             0);
    }
  }
  must(TIFFWriteDirectory(tiff) > 0);
}

void append_bytes(png_structp png, png_bytep data, size_t count) {
  auto* bytes = static_cast<Bytes*>(png_get_io_ptr(png));
  bytes->insert(bytes->end(), data, data + count);
}

}  // namespace

Bytes tiff_of(const WrittenTiff& picture) {
  MemoryTarget target;
  TIFF* tiff = TIFFClientOpen("test", picture.big_endian ? "wb" : "wl", &target, read_some,
                              write_some, seek, close_nothing, size_of, nullptr, nullptr);
  must(tiff != nullptr);
  for (int page = 0; page < picture.pages; ++page) write_page(tiff, picture);
  TIFFClose(tiff);
  return target.bytes;
}

Bytes png_of(const WrittenPng& picture) {
  Bytes bytes;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &bytes, append_bytes, nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(picture.width),
               static_cast<png_uint_32>(picture.height), picture.bits, picture.colour_type,
               picture.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!picture.palette.empty()) {
    png_set_PLTE(png, info, reinterpret_cast<png_const_colorp>(picture.palette.data()),
                 static_cast<int>(picture.palette.size() / 3));
  }
  if (picture.transparent_grey >= 0) {
    png_color_16 colour{};
    colour.gray = static_cast<png_uint_16>(picture.transparent_grey);
    png_set_tRNS(png, info, nullptr, 0, &colour);
  }
  if (!picture.profile.empty()) {
    png_set_option(png, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);
    png_set_iCCP(png, info, "test", PNG_COMPRESSION_TYPE_BASE, picture.profile.data(),
                 static_cast<png_uint_32>(picture.profile.size()));
  }
  if (picture.gamma > 0) png_set_gAMA(png, info, picture.gamma);
  const size_t row_bytes = picture.rows.size() / static_cast<size_t>(picture.height);
  std::vector<png_bytep> rows;
  for (size_t y = 0; y < static_cast<size_t>(picture.height); ++y)
    rows.push_back(const_cast<png_bytep>(picture.rows.data() + y * row_bytes));
  png_set_rows(png, info, rows.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

Bytes jpeg_of(const WrittenJpeg& picture) {
  jpeg_compress_struct state{};
  jpeg_error_mgr errors{};
  state.err = jpeg_std_error(&errors);
  jpeg_create_compress(&state);
  unsigned char* output = nullptr;
  unsigned long size = 0;  // NOLINT: libjpeg's type
  jpeg_mem_dest(&state, &output, &size);
  const int channels = picture.samples.channels;
  state.image_width = static_cast<JDIMENSION>(picture.samples.width);
  state.image_height = static_cast<JDIMENSION>(picture.samples.height);
  state.input_components = channels;
  state.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&state);
  if (picture.luma_and_black) jpeg_set_colorspace(&state, JCS_YCCK);
  jpeg_set_quality(&state, 95, TRUE);
  if (picture.progressive) jpeg_simple_progression(&state);
  state.arith_code = picture.arithmetic ? TRUE : FALSE;
  jpeg_start_compress(&state, TRUE);
  if (!picture.profile.empty()) {
    jpeg_write_icc_profile(&state, picture.profile.data(),
                           static_cast<unsigned>(picture.profile.size()));
  }
  for (int y = 0; y < picture.samples.height; ++y) {
    auto* row = const_cast<JSAMPROW>(picture.samples.pixel(0, y));
    jpeg_write_scanlines(&state, &row, 1);
  }
  jpeg_finish_compress(&state);
  Bytes bytes(output, output + size);
  jpeg_destroy_compress(&state);
  std::free(output);
  return bytes;
}

}  // namespace myolens::test
