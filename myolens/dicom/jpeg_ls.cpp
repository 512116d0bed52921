#include "myolens/dicom/jpeg_ls.h"

#include <algorithm>
#include <optional>

#include "myolens/base/error.h"
#include "myolens/dicom/jpeg_ls_scan.h"

namespace myolens {
namespace {

constexpr int kStartOfScan = 0xDA;
constexpr int kRestartInterval = 0xDD;
constexpr int kPreset = 0xF8;
constexpr int kPresetCoding = 1;  // the kind of preset that is not a mapping table

int word_at(std::span<const uint8_t> bytes, size_t at) { return bytes[at] << 8 | bytes[at + 1]; }

// Markers one by one, and what lies between.
class JpegLsReader {
 public:
  JpegLsReader(std::span<const uint8_t> stream, const JpegHeader& header, const std::string& origin)
      : stream_(stream), header_(header), origin_(&origin) {}

  // Sample i of component c at i * components + c.
  std::vector<uint16_t> decode() {
    const auto components = static_cast<size_t>(header_.components);
    std::vector<uint16_t> samples(static_cast<size_t>(header_.width) *
                                  static_cast<size_t>(header_.height) * components);
    for (size_t done = 0; done < components;) {
      const JpegLsScan scan = next_scan();
      const auto here = static_cast<size_t>(scan.components);
      if (here > components - done) refuse("a scan of too many components");
      const auto part = decode_jpeg_ls_scan(coded_data(), scan);
      if (!part) refuse("a scan");
      for (size_t i = 0; i < part->size(); ++i)
        samples[i / here * components + done + i % here] = (*part)[i];
      done += here;
    }
    return samples;
  }

 private:
  [[noreturn]] void refuse(const std::string& reason) const {
    throw Error(ErrorCode::kBadFormat, *origin_ +
                                           ": damaged or truncated JPEG-LS data in the DICOM "
                                           "file (" +
                                           reason + "); export or copy the file again");
  }

  JpegLsScan next_scan() {
    for (;;) {
      while (position_ + 1 < stream_.size() && stream_[position_ + 1] == 0xFF) ++position_;
      if (stream_.size() - position_ < 4) refuse("no scan");
      const int marker = stream_[position_ + 1];
      const auto length = static_cast<size_t>(word_at(stream_, position_ + 2));
      if (length < 2 || length > stream_.size() - position_ - 2) refuse("a segment too long");
      const auto segment = stream_.subspan(position_ + 4, length - 2);
      position_ += 2 + length;
      if (marker == kStartOfScan) return scan_of(segment);
      if (marker == kPreset) read_preset(segment);
      if (marker == kRestartInterval) refuse("restart intervals");
    }
  }

  // T.87 section C.2.4.1.
  void read_preset(std::span<const uint8_t> segment) {
    if (segment.size() < 11 || segment[0] != kPresetCoding) refuse("a mapping table");
    // Encoders disagree on what a smaller largest value changes, and none of DICOM's writes one.
    const int largest = word_at(segment, 1);
    if (largest != 0 && largest != (1 << header_.precision) - 1)
      refuse("a largest value other than that of its bits");
    preset_ = {{word_at(segment, 3), word_at(segment, 5), word_at(segment, 7)},
               word_at(segment, 9)};
  }

  // T.87 section C.2.3.
  JpegLsScan scan_of(std::span<const uint8_t> segment) const {
    const size_t components = segment.empty() ? 0 : segment[0];
    if (components == 0 || components > 3 || segment.size() != 4 + 2 * components)
      refuse("a scan header");
    for (size_t i = 0; i < components; ++i)
      if (segment[2 + 2 * i] != 0) refuse("a mapping table");
    const auto end = segment.last(3);
    const int largest = (1 << header_.precision) - 1;
    const bool sound = end[0] <= std::min(255, largest / 2) && end[1] <= 2 && end[2] == 0 &&
                       (components == 1 || end[1] != 0);
    if (!sound) refuse("a scan header");
    return {header_.width,
            header_.height,
            header_.precision,
            static_cast<int>(components),
            end[0],
            components == 1 ? Interleaving::kNone : Interleaving{end[1]},
            preset_};
  }

  // Up to the next marker, and moves on to it.
  std::span<const uint8_t> coded_data() {
    const size_t start = position_;
    while (position_ + 1 < stream_.size() &&
           (stream_[position_] != 0xFF || stream_[position_ + 1] < 0x80))
      ++position_;
    if (position_ + 1 >= stream_.size()) refuse("no end");
    return stream_.subspan(start, position_ - start);
  }

  std::span<const uint8_t> stream_;
  JpegHeader header_;
  const std::string* origin_;
  size_t position_ = 2;  // behind the start of the image
  JpegLsPreset preset_;
};

template <typename Sample>
BasicImage<Sample> image_of(const std::vector<uint16_t>& samples, const JpegHeader& header) {
  BasicImage<Sample> image(header.width, header.height, header.components);
  std::ranges::transform(samples, image.samples.begin(),
                         [](uint16_t sample) { return static_cast<Sample>(sample); });
  return image;
}

}  // namespace

std::variant<Image, Image16> decode_jpeg_ls(std::span<const uint8_t> stream,
                                            const JpegHeader& header, const std::string& origin) {
  const std::vector<uint16_t> samples = JpegLsReader(stream, header, origin).decode();
  if (header.precision > 8) return image_of<uint16_t>(samples, header);
  return image_of<uint8_t>(samples, header);
}

}  // namespace myolens
