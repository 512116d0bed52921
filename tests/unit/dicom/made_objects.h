// DICOM objects made in the test, written by DCMTK, CharLS and OpenJPEG: other hands than the
// reader's.
#pragma once

#include <array>
#include <cstdint>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcxfer.h>
#include <memory>
#include <string>
#include <vector>

#include "myolens/base/file.h"

namespace myolens {

inline constexpr char kPlantedName[] = "PLANTED^NAME";
inline constexpr char kPlantedId[] = "PLANTED-ID-77";
inline constexpr char kPlantedDate[] = "19470311";
inline constexpr char kPlantedUid[] = "1.2.826.0.1.424242.1";

struct Shape {
  int columns = 8;
  int rows = 6;
  int frames = 1;
  int samples = 1;
  int bits_allocated = 8;
  int bits_stored = 8;
  int high_bit = 7;
  bool is_signed = false;
  bool planar = false;
  std::string photometric = "MONOCHROME2";
};

using Object = std::unique_ptr<DcmFileFormat>;

// A secondary capture with the planted name, identifier, date and UIDs. `pixels`: one word for
// each cell, as they follow each other in the file.
Object secondary_capture(const Shape& shape, const std::vector<uint16_t>& pixels);

void set_text(Object& object, const DcmTagKey& tag, const std::string& text);
void set_words(Object& object, const DcmTag& tag, const std::vector<uint16_t>& words);

// 8-bit indices to six entries of 16 bits, the same segments for red, green and blue (DICOM PS3.3,
// C.7.9.2).
void set_segmented_palette(Object& object, const std::vector<uint16_t>& segments);

// Compressed by DCMTK (not JPEG-LS) where the syntax says so.
Bytes written(Object& object, E_TransferSyntax syntax = EXS_LittleEndianExplicit,
              const DcmRepresentationParameter* parameter = nullptr);

// Around streams that were compressed elsewhere, one fragment each, or two when `split`.
struct Encapsulation {
  E_TransferSyntax syntax = EXS_JPEGProcess1;
  bool split = false;
};
Bytes encapsulated(const Shape& shape, const std::vector<Bytes>& streams, Encapsulation how);

// How the colours of a stream follow each other.
enum class JpegLsOrder { kPlanes, kLines, kPixels };
struct JpegLsSettings {
  int near = 0;  // how far a value may be off
  JpegLsOrder order = JpegLsOrder::kPixels;
  std::array<int, 4> preset{};  // the largest value and three thresholds, when not as usual
};
// `values` of one frame, side by side for each pixel.
Bytes jpeg_ls_stream(const Shape& shape, const std::vector<uint16_t>& values,
                     const JpegLsSettings& settings);

// A secondary capture in any lossless syntax.
Bytes capture_in(E_TransferSyntax syntax, const Shape& shape, const std::vector<uint16_t>& pixels);

// Without preamble and meta information.
Bytes bare_data_set(Object& object, E_TransferSyntax syntax);

struct Jpeg2000Settings {
  int precision = 8;
  bool is_signed = false;
  bool lossless = true;
  bool colour_transform = false;
};
// A raw codestream; `values` side by side for each pixel.
Bytes jpeg2000_stream(const Shape& shape, const std::vector<int>& values,
                      const Jpeg2000Settings& settings);

}  // namespace myolens
