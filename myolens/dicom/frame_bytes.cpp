#include "myolens/dicom/frame_bytes.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/dicom/tags.h"

namespace myolens {
namespace {

[[noreturn]] void refuse(const DataSet& data, const std::string& reason) {
  throw Error(ErrorCode::kBadFormat, data.origin() + ": damaged or truncated DICOM data (" +
                                         reason + "); export or copy the file again");
}

struct Fragment {
  std::span<const uint8_t> bytes;
  size_t offset = 0;  // of its item tag, from the first fragment's
};

struct Fragments {
  std::vector<uint32_t> offset_table;
  std::vector<Fragment> fragments;
};

std::vector<uint32_t> longs_of(std::span<const uint8_t> bytes) {
  std::vector<uint32_t> values(bytes.size() / 4);
  for (size_t i = 0; i < values.size(); ++i) {
    const uint8_t* at = bytes.data() + 4 * i;
    values[i] = at[0] | uint32_t{at[1]} << 8 | uint32_t{at[2]} << 16 | uint32_t{at[3]} << 24;
  }
  return values;
}

Fragments read_fragments(const DataSet& data) {
  const Element& pixels = *data.find(tags::kPixelData);
  if (!pixels.undefined_length) refuse(data, "compressed pixels without their items");
  ElementReader reader(pixels.value, {}, data.origin());
  const auto table = reader.read_item();
  if (!table) refuse(data, "compressed pixels without an offset table");
  Fragments all{longs_of(*table), {}};
  const size_t start = reader.position();
  for (size_t at = 0; const auto fragment = reader.read_item(); at = reader.position() - start) {
    all.fragments.push_back({*fragment, at});
    if (all.fragments.size() > kMaximalElements) refuse(data, "too many fragments");
  }
  if (all.fragments.empty()) refuse(data, "no compressed pixels");
  return all;
}

// Start of a JPEG, JPEG-LS or JPEG 2000 picture.
bool starts_picture(std::span<const uint8_t> bytes) {
  return bytes.size() >= 4 && bytes[0] == 0xFF &&
         ((bytes[1] == 0xD8 && bytes[2] == 0xFF) || (bytes[1] == 0x4F && bytes[2] == 0xFF));
}

// Index of the first fragment of every frame.
std::vector<size_t> frame_starts(const Fragments& all, const PixelFormat& format,
                                 const DataSet& data) {
  const auto frames = static_cast<size_t>(format.frames);
  std::vector<size_t> starts;
  if (frames == 1) return {0};
  if (all.offset_table.size() == frames) {
    for (const uint32_t offset : all.offset_table) {
      const auto found =
          std::ranges::lower_bound(all.fragments, size_t{offset}, {}, &Fragment::offset);
      if (found == all.fragments.end() || found->offset != offset)
        refuse(data, "an offset that meets no frame");
      starts.push_back(static_cast<size_t>(found - all.fragments.begin()));
    }
    return starts;
  }
  for (size_t i = 0; i < all.fragments.size(); ++i) {
    if (all.fragments.size() == frames || starts_picture(all.fragments[i].bytes))
      starts.push_back(i);
  }
  return starts;
}

}  // namespace

std::span<const uint8_t> native_frame(const DataSet& data, const PixelFormat& format, int frame) {
  const Element& pixels = *data.find(tags::kPixelData);
  if (pixels.undefined_length) refuse(data, "items where plain pixels should be");
  const size_t samples =
      format.photometric == Photometric::kYbrFull422 ? 2 : static_cast<size_t>(format.samples);
  const size_t bytes = format.pixels() * samples * static_cast<size_t>(format.bits_allocated / 8);
  const size_t there = pixels.value.size() / bytes;
  if (there < static_cast<size_t>(format.frames)) {
    refuse(data, std::to_string(format.frames) + " frames of " + std::to_string(bytes) +
                     " bytes stated, " + std::to_string(pixels.value.size()) + " bytes there");
  }
  return pixels.value.subspan(static_cast<size_t>(frame) * bytes, bytes);
}

Bytes encapsulated_frame(const DicomFile& file, const PixelFormat& format, int frame) {
  const Fragments all = read_fragments(file.data);
  // A frame needs a fragment at least: the stated count takes no memory that is not there.
  if (static_cast<size_t>(format.frames) > all.fragments.size())
    refuse(file.data, "fewer compressed frames than stated");
  const std::vector<size_t> starts = frame_starts(all, format, file.data);
  if (starts.size() != static_cast<size_t>(format.frames))
    refuse(file.data, "compressed frames that cannot be told apart");
  const size_t first = starts[static_cast<size_t>(frame)];
  const bool last = frame + 1 == format.frames;
  const size_t end = last ? all.fragments.size() : starts[static_cast<size_t>(frame) + 1];
  if (end <= first) refuse(file.data, "compressed frames out of order");
  Bytes picture;
  for (size_t i = first; i < end; ++i) {
    const auto part = all.fragments[i].bytes;
    picture.insert(picture.end(), part.begin(), part.end());
  }
  return picture;
}

}  // namespace myolens
