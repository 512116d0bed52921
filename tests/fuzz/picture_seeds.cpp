#include "tests/fuzz/picture_seeds.h"

#include "myolens/imaging/codec.h"
#include "tests/unit/imaging/foreign_pictures.h"
#include "tests/unit/imaging/written_pictures.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;

Image counting(int width, int height, int channels) {
  Image picture(width, height, channels);
  for (size_t i = 0; i < picture.samples.size(); ++i)
    picture.samples[i] = static_cast<uint8_t>(37 * i);
  return picture;
}

// Orientation 6, little-endian (Exif 2.32, 4.6.2).
Bytes exif_block() {
  return {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0};
}

Bytes with_exif(Bytes jpeg) {
  Bytes segment{0xFF, 0xE1, 0, 0, 'E', 'x', 'i', 'f', 0, 0};
  const Bytes block = exif_block();
  segment.insert(segment.end(), block.begin(), block.end());
  segment[3] = static_cast<uint8_t>(segment.size() - 2);
  jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
  return jpeg;
}

void write_jpegs(const fs::path& folder) {
  write_file(folder / "baseline", with_exif(encode_jpeg(counting(9, 7, 3), 80)));
  write_file(folder / "progressive",
             test::jpeg_of({.samples = counting(9, 7, 3), .progressive = true}));
  write_file(folder / "arithmetic",
             test::jpeg_of({.samples = counting(9, 7, 1), .arithmetic = true}));
  write_file(folder / "inks",
             test::jpeg_of({.samples = counting(9, 7, 4), .luma_and_black = true}));
}

void write_pngs(const fs::path& folder) {
  write_file(folder / "rgb", encode_png(counting(9, 7, 3)));
  write_file(folder / "palette", test::from_hex(test::kPalettePng));
  test::WrittenPng deep{.width = 3, .height = 3, .bits = 16, .colour_type = 6};
  deep.rows = counting(24, 3, 1).samples;
  deep.interlaced = true;
  write_file(folder / "deep", test::png_of(deep));
}

void write_bmps(const fs::path& folder) {
  write_file(folder / "rgb", test::from_hex(test::kBmp));
  write_file(folder / "run_lengths", test::from_hex(test::kRunLengthBmp));
}

void write_tiffs(const fs::path& folder) {
  for (const int compression : {1, 5, 7, 8, 32773}) {
    test::WrittenTiff picture{.width = 16, .height = 8, .samples = 3, .photometric = 2};
    picture.compression = compression;
    picture.rows_per_strip = 8;
    picture.rows = counting(16, 8, 3).samples;
    write_file(folder / ("compression_" + std::to_string(compression)), test::tiff_of(picture));
  }
  test::WrittenTiff tiled{.width = 9, .height = 7, .bits = 16, .photometric = 0};
  tiled.rows = counting(18, 7, 1).samples;
  tiled.tile_side = 16;
  tiled.orientation = 6;
  write_file(folder / "tiles", test::tiff_of(tiled));
  test::WrittenTiff palette{.width = 4, .height = 2, .bits = 4, .photometric = 3, .pages = 2};
  palette.rows = {0x01, 0x23, 0x45, 0x67};
  palette.colour_map.assign(48, 0x8000);
  write_file(folder / "palette", test::tiff_of(palette));
}

}  // namespace

void write_picture_seeds(const fs::path& folder) {
  write_jpegs(folder / "jpeg");
  write_pngs(folder / "png");
  write_bmps(folder / "bmp");
  write_tiffs(folder / "tiff");
  write_file(folder / "exif/seed", exif_block());
}

}  // namespace myolens
