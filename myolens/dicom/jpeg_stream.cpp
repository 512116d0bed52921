#include "myolens/dicom/jpeg_stream.h"

#include <algorithm>
#include <string_view>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr int kStartOfScan = 0xDA;
constexpr int kEndOfImage = 0xD9;
constexpr int kJpegLsFrame = 0xF7;
constexpr int kLosslessFrame = 0xC3;
constexpr int kApp0 = 0xE0;
constexpr int kApp1 = 0xE1;
constexpr int kApp14 = 0xEE;
// A progressive file needs about ten scans; thousands of empty ones only take time.
constexpr int kMaximalScans = 100;

[[noreturn]] void refuse(const std::string& origin, const std::string& reason) {
  throw Error(ErrorCode::kBadFormat, origin + ": damaged JPEG data in the DICOM file (" + reason +
                                         "); export or copy the file again");
}

int word_at(std::span<const uint8_t> bytes, size_t at) { return bytes[at] << 8 | bytes[at + 1]; }

bool starts_with(std::span<const uint8_t> bytes, std::string_view text) {
  return bytes.size() >= text.size() && std::equal(text.begin(), text.end(), bytes.begin());
}

bool is_frame(int marker) {
  const bool table = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
  return (marker >= 0xC0 && marker <= 0xCF && !table) || marker == kJpegLsFrame;
}

// Inside coded data 0xFF is followed by 0 or a restart mark: this counts scans, and at most a few
// accidents inside other segments.
int count_scans(std::span<const uint8_t> stream) {
  int scans = 0;
  for (size_t i = 0; i + 1 < stream.size(); ++i)
    scans += stream[i] == 0xFF && stream[i + 1] == kStartOfScan;
  return scans;
}

void read_frame(JpegHeader& header, int marker, std::span<const uint8_t> segment,
                const std::string& origin) {
  const bool supported = marker <= kLosslessFrame || marker == kJpegLsFrame;
  if (!supported) refuse(origin, "arithmetic or hierarchical coding, which DICOM has retired");
  if (segment.size() < 6) refuse(origin, "a frame header too short");
  header.precision = segment[0];
  header.height = word_at(segment, 1);
  header.width = word_at(segment, 3);
  header.components = segment[5];
  header.lossless = marker == kLosslessFrame;
  header.jpeg_ls = marker == kJpegLsFrame;
  const auto components = static_cast<size_t>(header.components);
  if (components == 0 || segment.size() < 6 + 3 * components)
    refuse(origin, "a frame header too short");
  std::string names;
  for (size_t i = 0; i < components; ++i) {
    const auto component = segment.subspan(6 + 3 * i, 3);
    names += static_cast<char>(component[0]);
    header.subsampled |= component[1] != segment[7];
  }
  header.rgb_names = names == "RGB";
}

}  // namespace

JpegHeader read_jpeg_stream_header(std::span<const uint8_t> stream, const std::string& origin) {
  if (stream.size() < 4 || word_at(stream, 0) != 0xFFD8) refuse(origin, "no start of a picture");
  if (count_scans(stream) > kMaximalScans) refuse(origin, "too many scans");
  JpegHeader header;
  for (size_t at = 2; at + 4 <= stream.size();) {
    if (stream[at] != 0xFF) refuse(origin, "no marker where one should be");
    const int marker = stream[at + 1];
    if (marker == 0xFF) {  // filling
      ++at;
      continue;
    }
    if (marker == kStartOfScan || marker == kEndOfImage) break;
    // Those below are reserved, and restart marks belong into coded data.
    const bool restart = marker >= 0xD0 && marker <= 0xD8;
    if (marker < 0xC0 || restart) refuse(origin, "a marker that does not belong there");
    const auto length = static_cast<size_t>(word_at(stream, at + 2));
    if (length < 2 || length > stream.size() - at - 2) refuse(origin, "a segment too long");
    const auto segment = stream.subspan(at + 4, length - 2);
    if (marker == kApp0) header.jfif |= starts_with(segment, "JFIF");
    header.exif |= marker == kApp1;
    if (marker == kApp14 && segment.size() >= 12 && starts_with(segment, "Adobe"))
      header.adobe_transform = segment[11];
    if (is_frame(marker)) {
      if (header.components != 0) refuse(origin, "two frame headers");
      read_frame(header, marker, segment, origin);
    }
    at += 2 + length;
  }
  if (header.components == 0) refuse(origin, "no frame header");
  return header;
}

void check_jpeg_header(const JpegHeader& header, const PixelFormat& format,
                       const std::string& origin) {
  if (header.width != format.columns || header.height != format.rows) {
    refuse(origin, "a picture of " + std::to_string(header.width) + " x " +
                       std::to_string(header.height) + ", stated are " +
                       std::to_string(format.columns) + " x " + std::to_string(format.rows));
  }
  if (header.components != format.samples) {
    refuse(origin, std::to_string(header.components) + " components, stated are " +
                       std::to_string(format.samples));
  }
  const int least = header.lossless || header.jpeg_ls ? 2 : 8;
  if (header.precision < least || header.precision > format.bits_allocated)
    refuse(origin, "samples of " + std::to_string(header.precision) + " bits");
}

Photometric jpeg_colours(const JpegHeader& header, Photometric stated) {
  const Photometric by_header =
      stated == Photometric::kRgb ? Photometric::kRgb : Photometric::kYbrFull;
  if (header.jpeg_ls) return by_header;
  if (header.jfif && !header.lossless) return Photometric::kYbrFull;
  if (header.adobe_transform)
    return *header.adobe_transform == 0 ? Photometric::kRgb : Photometric::kYbrFull;
  if (header.rgb_names) return Photometric::kRgb;
  return header.subsampled ? Photometric::kYbrFull : by_header;
}

bool is_plain_jpeg(const JpegHeader& header, Photometric stated) {
  if (header.lossless || header.jpeg_ls || header.exif || header.precision != 8) return false;
  const bool marked = header.jfif || header.adobe_transform || header.rgb_names;
  return header.components == 1 || marked || jpeg_colours(header, stated) == Photometric::kYbrFull;
}

}  // namespace myolens
