#include "myolens/dicom/rle.h"

#include <algorithm>
#include <array>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr size_t kHeaderBytes = 64;  // the number of segments, and 15 offsets

[[noreturn]] void refuse(const std::string& origin, const std::string& reason) {
  throw Error(ErrorCode::kBadFormat, origin +
                                         ": damaged or truncated RLE data in the DICOM file (" +
                                         reason + "); export or copy the file again");
}

uint32_t long_at(std::span<const uint8_t> bytes, size_t at) {
  return bytes[at] | uint32_t{bytes[at + 1]} << 8 | uint32_t{bytes[at + 2]} << 16 |
         uint32_t{bytes[at + 3]} << 24;
}

std::span<const uint8_t> segment_of(std::span<const uint8_t> stream, size_t index,
                                    const std::string& origin) {
  const size_t count = long_at(stream, 0);
  const size_t start = long_at(stream, 4 + 4 * index);
  const size_t end = index + 1 < count ? long_at(stream, 8 + 4 * index) : stream.size();
  if (start < kHeaderBytes || end > stream.size() || start > end) refuse(origin, "an offset");
  return stream.subspan(start, end - start);
}

// PackBits. Every byte that `put(position, byte)` is given lies below `wanted`.
template <typename Put>
bool unpack(std::span<const uint8_t> segment, size_t wanted, const Put& put) {
  size_t done = 0;
  for (size_t at = 0; done < wanted && at < segment.size();) {
    const int control = static_cast<int8_t>(segment[at++]);
    if (control == -128) continue;
    const bool run = control < 0;
    const auto count = static_cast<size_t>(run ? 1 - control : 1 + control);
    if (count > wanted - done || (run ? 1 : count) > segment.size() - at) return false;
    for (size_t i = 0; i < count; ++i) put(done + i, segment[run ? at : at + i]);
    done += count;
    at += run ? 1 : count;
  }
  return done == wanted;
}

}  // namespace

std::variant<Image, Image16> decode_rle(std::span<const uint8_t> stream, const PixelFormat& format,
                                        const std::string& origin) {
  const auto samples = static_cast<size_t>(format.samples);
  const size_t bytes_each = static_cast<size_t>(format.bits_allocated) / 8;
  if (stream.size() < kHeaderBytes || long_at(stream, 0) != samples * bytes_each)
    refuse(origin, "the header");
  const auto for_each_segment = [&](auto& cells) {
    using Sample = typename std::decay_t<decltype(cells.samples)>::value_type;
    for (size_t index = 0; index < samples * bytes_each; ++index) {
      Sample* cell = cells.samples.data() + index / bytes_each;
      const auto shift = 8 * (bytes_each - 1 - index % bytes_each);  // the upper byte comes first
      const bool whole = unpack(segment_of(stream, index, origin), format.pixels(),
                                [&](size_t pixel, uint8_t byte) {
                                  Sample& target = cell[pixel * samples];
                                  target = static_cast<Sample>(target | byte << shift);
                                });
      if (!whole) refuse(origin, "a segment");
    }
  };
  if (bytes_each == 1) {
    Image cells(format.columns, format.rows, format.samples);
    for_each_segment(cells);
    return cells;
  }
  Image16 cells(format.columns, format.rows, format.samples);
  for_each_segment(cells);
  return cells;
}

}  // namespace myolens
