#include "tests/fuzz/dicom_seeds.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmjpeg/djrploss.h>

#include "tests/unit/dicom/made_objects.h"

namespace myolens {
namespace {

constexpr int kColumns = 12;
constexpr int kRows = 10;

std::vector<uint16_t> pixels_of(const Shape& shape) {
  std::vector<uint16_t> pixels(static_cast<size_t>(shape.columns * shape.rows * shape.samples) *
                               static_cast<size_t>(shape.frames));
  for (size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = static_cast<uint16_t>(37 * i & ((1U << shape.bits_stored) - 1));
  return pixels;
}

struct Seed {
  const char* name;
  E_TransferSyntax syntax;
  Shape shape;
};

// With a window, as captures have it.
Bytes lossy_jpeg(const Shape& shape, E_TransferSyntax syntax) {
  const DJ_RPLossy quality(80);
  Object object = secondary_capture(shape, pixels_of(shape));
  set_text(object, DCM_WindowCenter, "100");
  set_text(object, DCM_WindowWidth, "200");
  return written(object, syntax, &quality);
}

Bytes segmented_palette() {
  const Shape shape{.columns = kColumns, .rows = kRows, .photometric = "PALETTE COLOR"};
  Object object = secondary_capture(shape, pixels_of(shape));
  set_segmented_palette(object, {0, 2, 0, 2048, 1, 2, 4096, 2, 1, 0, 0});
  return written(object);
}

}  // namespace

void write_dicom_seeds(const std::filesystem::path& folder) {
  const Shape grey{.columns = kColumns, .rows = kRows};
  const Shape wide{
      .columns = kColumns, .rows = kRows, .bits_allocated = 16, .bits_stored = 12, .high_bit = 11};
  const Shape colour{.columns = kColumns, .rows = kRows, .samples = 3, .photometric = "RGB"};
  const Shape frames{.columns = kColumns, .rows = kRows, .frames = 2};
  for (const Seed& seed : {Seed{"implicit", EXS_LittleEndianImplicit, frames},
                           {"big_endian", EXS_BigEndianExplicit, wide},
                           {"deflated", EXS_DeflatedLittleEndianExplicit, grey},
                           {"rle", EXS_RLELossless, frames},
                           {"rle_wide", EXS_RLELossless, wide},
                           {"jpeg_lossless", EXS_JPEGProcess14SV1, colour},
                           {"jpeg_lossless_wide", EXS_JPEGProcess14, wide},
                           {"jpeg_ls", EXS_JPEGLSLossless, colour},
                           {"jpeg_ls_wide", EXS_JPEGLSLossless, wide}})
    write_file(folder / seed.name, capture_in(seed.syntax, seed.shape, pixels_of(seed.shape)));
  write_file(folder / "jpeg", lossy_jpeg(colour, EXS_JPEGProcess1));
  write_file(folder / "jpeg_wide", lossy_jpeg(wide, EXS_JPEGProcess2_4));
  write_file(
      folder / "jpeg_ls_near",
      encapsulated(grey, {jpeg_ls_stream(grey, pixels_of(grey), {.near = 2})}, {EXS_JPEGLSLossy}));
  const auto pixels = pixels_of(colour);
  const Bytes stream = jpeg2000_stream(colour, {pixels.begin(), pixels.end()}, {});
  write_file(folder / "jpeg_2000", encapsulated(colour, {stream}, {EXS_JPEG2000LosslessOnly}));
  write_file(folder / "palette", segmented_palette());
}

}  // namespace myolens
