#include "myolens/imaging/tiff.h"

#include <algorithm>
#include <array>
#include <limits>

#include "myolens/imaging/exif.h"
#include "myolens/imaging/tiff_blocks.h"
#include "myolens/imaging/tiff_file.h"

namespace myolens {
namespace {

// Writers disagree on how 8 bits become the 16 of a colour map; the upper byte is right for all.
Image through_palette(const TiffFile& file, const Image& indices) {
  std::array<uint16_t*, 3> map{};
  if (TIFFGetField(file.handle(), TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]) == 0)
    file.fail("no colour map");
  Image image(indices.width, indices.height, 3);
  const uint8_t* index = indices.samples.data();
  for (size_t i = 0; i < image.samples.size(); i += 3, index += indices.channels) {
    for (size_t c = 0; c < 3; ++c) image.samples[i + c] = static_cast<uint8_t>(map[c][*index] >> 8);
  }
  return image;
}

// Fewer than 8 bits become 0 to 255, and white the highest value.
template <typename Sample>
void spread_grey(const TiffFile& file, BasicImage<Sample>& image) {
  constexpr int kLargest = std::numeric_limits<Sample>::max();
  const int factor = kLargest / ((1 << file.bits()) - 1);
  if (factor == 1 && !file.white_is_zero()) return;
  const auto step = static_cast<size_t>(image.channels);
  for (size_t i = 0; i < image.samples.size(); i += step) {
    const int value = image.samples[i] * factor;
    image.samples[i] = static_cast<Sample>(file.white_is_zero() ? kLargest - value : value);
  }
}

template <typename Sample>
BasicImage<Sample> first_channels(const BasicImage<Sample>& image, int channels) {
  BasicImage<Sample> result(image.width, image.height, channels);
  const Sample* source = image.samples.data();
  for (size_t i = 0; i < result.samples.size();
       i += static_cast<size_t>(channels), source += image.channels) {
    std::copy_n(source, channels, result.samples.begin() + static_cast<ptrdiff_t>(i));
  }
  return result;
}

// Associated alpha has its colours over black already; other extra samples are no part of the
// picture.
template <typename Sample>
BasicImage<Sample> without_extra_samples(const TiffFile& file, BasicImage<Sample> image) {
  const int colours = file.is_rgb() ? 3 : 1;
  if (image.channels == colours) return image;
  uint16_t count = 0;
  uint16_t* kinds = nullptr;
  TIFFGetFieldDefaulted(file.handle(), TIFFTAG_EXTRASAMPLES, &count, &kinds);
  if (count > 0 && kinds[0] == EXTRASAMPLE_UNASSALPHA)
    return over_black(first_channels(image, colours + 1));
  return first_channels(image, colours);
}

template <typename Sample>
BasicImage<Sample> read_colours(TiffFile& file) {
  BasicImage<Sample> stored = read_stored_samples<Sample>(file);
  spread_grey(file, stored);
  return upright(without_extra_samples(file, std::move(stored)), file.orientation());
}

Image in_three_channels(Image image) {
  if (image.channels == 3) return image;
  Image result(image.width, image.height, 3);
  for (size_t i = 0; i < result.samples.size(); ++i) result.samples[i] = image.samples[i / 3];
  return result;
}

}  // namespace

bool is_tiff(std::span<const uint8_t> bytes) {
  if (bytes.size() < 8) return false;
  const bool little = bytes[0] == 'I' && bytes[1] == 'I' && bytes[3] == 0;
  const bool big = bytes[0] == 'M' && bytes[1] == 'M' && bytes[2] == 0;
  const uint8_t version = little ? bytes[2] : bytes[3];
  constexpr uint8_t kClassic = 42, kBigTiff = 43;
  return (little || big) && (version == kClassic || version == kBigTiff);
}

ImageHeader read_tiff_header(std::span<const uint8_t> bytes, const std::string& origin) {
  const TiffFile file(bytes, origin);
  const bool exchange = exchanges_sides(file.orientation());
  return {exchange ? file.height() : file.width(), exchange ? file.width() : file.height(), "tiff"};
}

Picture decode_tiff(std::span<const uint8_t> bytes, const std::string& origin) {
  TiffFile file(bytes, origin);
  std::vector<std::string> notes = file.notes();
  if (file.bits() == 16) return deep_picture(read_colours<uint16_t>(file), std::move(notes));
  if (file.is_palette()) {
    return {upright(through_palette(file, read_stored_samples<uint8_t>(file)), file.orientation()),
            std::nullopt, std::move(notes)};
  }
  return {in_three_channels(read_colours<uint8_t>(file)), std::nullopt, std::move(notes)};
}

}  // namespace myolens
