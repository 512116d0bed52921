#include "myolens/imaging/tiff_file.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

#include "myolens/base/error.h"
#include "myolens/imaging/exif.h"
#include "myolens/imaging/picture.h"
#include "myolens/imaging/picture_limits.h"

namespace myolens {
namespace {

using Client = TiffFile::Client;

constexpr int kMaximalSamplesPerPixel = 4;
constexpr tmsize_t kMaximalAllocation = tmsize_t{1} << 30;  // of libtiff in one piece

tmsize_t read_some(thandle_t handle, void* target, tmsize_t count) {
  auto& client = *static_cast<Client*>(handle);
  if (count < 0 || client.position >= client.bytes.size()) return 0;
  const size_t taken = std::min(static_cast<size_t>(count), client.bytes.size() - client.position);
  std::copy_n(client.bytes.begin() + static_cast<ptrdiff_t>(client.position), taken,
              static_cast<uint8_t*>(target));
  client.position += taken;
  return static_cast<tmsize_t>(taken);
}

tmsize_t refuse_writing(thandle_t, void*, tmsize_t) { return -1; }

toff_t seek(thandle_t handle, toff_t offset, int whence) {
  auto& client = *static_cast<Client*>(handle);
  const size_t base = whence == SEEK_CUR   ? client.position
                      : whence == SEEK_END ? client.bytes.size()
                                           : 0;
  client.position = base + offset;
  return client.position;
}

int close_nothing(thandle_t) { return 0; }
toff_t size_of(thandle_t handle) { return static_cast<Client*>(handle)->bytes.size(); }

int take_complaint(TIFF*, void* data, const char*, const char* format, va_list arguments) {
  auto& complaint = static_cast<Client*>(data)->complaint;
  if (!complaint.empty()) return 1;
  std::array<char, 200> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  complaint = text.data();
  return 1;  // handled: nothing is printed
}

std::unique_ptr<TIFF, decltype(&TIFFClose)> open(Client& client) {
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(
      TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMaximalAllocation);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), take_complaint, &client);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), take_complaint, &client);
  constexpr char kWithoutMemoryMap[] = "rm";
  return {TIFFClientOpenExt("picture", kWithoutMemoryMap, &client, read_some, refuse_writing, seek,
                            close_nothing, size_of, nullptr, nullptr, options.get()),
          TIFFClose};
}

}  // namespace

TiffFile::TiffFile(std::span<const uint8_t> bytes, const std::string& origin)
    : origin_(origin), client_{bytes, 0, {}}, tiff_(open(client_)) {
  if (!tiff_) fail(client_.complaint);
  const auto width = required<uint32_t>(TIFFTAG_IMAGEWIDTH, "width");
  const auto height = required<uint32_t>(TIFFTAG_IMAGELENGTH, "height");
  check_picture_limits(width, height, origin);
  width_ = static_cast<int>(width);
  height_ = static_cast<int>(height);
  bits_ = with_default(TIFFTAG_BITSPERSAMPLE);
  samples_ = with_default(TIFFTAG_SAMPLESPERPIXEL);
  planes_apart_ = with_default(TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE;
  orientation_ = with_default(TIFFTAG_ORIENTATION);
  if (orientation_ < 1 || orientation_ > 8) orientation_ = 1;
  photometric_ = required<uint16_t>(TIFFTAG_PHOTOMETRIC, "photometric interpretation");
  check_compression();
  check_kind();
}

void TiffFile::fail(const std::string& reason) const {
  throw Error(ErrorCode::kBadFormat, origin_ + ": damaged or unsupported TIFF (" + reason +
                                         "); export it again, or convert it to PNG");
}

int TiffFile::with_default(uint32_t tag) const {
  uint16_t value = 0;
  TIFFGetFieldDefaulted(handle(), tag, &value);
  return value;
}

std::vector<std::string> TiffFile::notes() const {
  std::vector<std::string> notes;
  note_orientation(orientation_, "TIFF", notes);
  uint32_t count = 0;
  void* profile = nullptr;
  if (TIFFGetField(handle(), TIFFTAG_ICCPROFILE, &count, &profile) != 0)
    notes.emplace_back(kProfileIgnored);
  if (TIFFLastDirectory(handle()) == 0) notes.emplace_back("only the first of several pages read");
  return notes;
}

void TiffFile::check_compression() const {
  const int compression = with_default(TIFFTAG_COMPRESSION);
  for (const int known : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_PACKBITS,
                          COMPRESSION_ADOBE_DEFLATE, COMPRESSION_DEFLATE, COMPRESSION_JPEG}) {
    if (compression == known) return;
  }
  fail("compression " + std::to_string(compression) + " is not read");
}

// Grey, palette: 1, 2, 4 or 8 bits; grey, RGB: 8 or 16.
void TiffFile::check_kind() {
  if (photometric_ == PHOTOMETRIC_YCBCR && with_default(TIFFTAG_COMPRESSION) == COMPRESSION_JPEG) {
    TIFFSetField(handle(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    photometric_ = PHOTOMETRIC_RGB;
  }
  const bool grey =
      photometric_ == PHOTOMETRIC_MINISBLACK || photometric_ == PHOTOMETRIC_MINISWHITE;
  const bool whole_bytes = bits_ == 8 || (bits_ == 16 && !is_palette());
  const bool part_of_byte = (bits_ == 1 || bits_ == 2 || bits_ == 4) && samples_ == 1 && !is_rgb();
  const bool unsigned_numbers = with_default(TIFFTAG_SAMPLEFORMAT) == SAMPLEFORMAT_UINT;
  const int least = is_rgb() ? 3 : 1;
  if ((grey || is_rgb() || is_palette()) && (whole_bytes || part_of_byte) && unsigned_numbers &&
      samples_ >= least && samples_ <= kMaximalSamplesPerPixel) {
    return;
  }
  fail(std::to_string(samples_) + " samples of " + std::to_string(bits_) +
       " bits with photometric interpretation " + std::to_string(photometric_) +
       " and sample format " + std::to_string(with_default(TIFFTAG_SAMPLEFORMAT)) +
       " are not read");
}

}  // namespace myolens
