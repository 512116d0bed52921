#include "myolens/dicom/lookup_table.h"

#include "myolens/base/error.h"

namespace myolens {
namespace {

[[noreturn]] void refuse(const DataSet& data, const std::string& reason) {
  throw Error(ErrorCode::kBadFormat, data.origin() + ": damaged DICOM header: " + reason);
}

// Expands segments (PS3.3 section C.7.9.2) up to `wanted` entries.
class SegmentReader {
 public:
  SegmentReader(std::vector<uint16_t> codes, size_t wanted)
      : codes_(std::move(codes)), wanted_(wanted) {}

  // Fewer than wanted when the segments end early or make no sense.
  std::vector<uint16_t> expand() {
    while (at_ + 1 < codes_.size() && entries_.size() < wanted_ && expand_segment(at_, true)) {
    }
    return std::move(entries_);
  }

 private:
  static constexpr uint16_t kDiscrete = 0;
  static constexpr uint16_t kLinear = 1;
  static constexpr uint16_t kIndirect = 2;

  bool expand_segment(size_t& at, bool may_refer) {
    if (at + 2 > codes_.size()) return false;
    const uint16_t kind = codes_[at];
    const size_t count = codes_[at + 1];
    at += 2;
    if (kind == kDiscrete) return expand_discrete(at, count);
    if (kind == kLinear) return expand_line(at, count);
    return kind == kIndirect && may_refer && repeat_segments(at, count);
  }

  bool expand_discrete(size_t& at, size_t count) {
    if (count > codes_.size() - at) return false;
    for (size_t i = 0; i < count; ++i) entries_.push_back(codes_[at + i]);
    at += count;
    return true;
  }

  // From the last entry, which is not repeated, to the end value.
  bool expand_line(size_t& at, size_t count) {
    if (at >= codes_.size() || entries_.empty() || count == 0) return false;
    const int start = entries_.back();
    const int end = codes_[at++];
    for (size_t i = 1; i <= count; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(count);
      entries_.push_back(static_cast<uint16_t>(start + (end - start) * share + 0.5));
    }
    return true;
  }

  // `count` earlier segments again; the byte offset of the first stands in two words.
  bool repeat_segments(size_t& at, size_t count) {
    if (at + 2 > codes_.size()) return false;
    size_t from = (size_t{codes_[at]} | size_t{codes_[at + 1]} << 16) / 2;
    at += 2;
    for (size_t i = 0; i < count && entries_.size() < wanted_; ++i)
      if (!expand_segment(from, false)) return false;
    return true;
  }

  std::vector<uint16_t> codes_;
  size_t wanted_;
  size_t at_ = 0;
  std::vector<uint16_t> entries_;
};

// Entries of 8 bits come two to a word, or, against the standard but often, one.
std::vector<uint16_t> read_entries(const DataSet& data, uint32_t tag, size_t count, int bits) {
  const Element& element = *data.find(tag);
  std::vector<uint16_t> words = data.words(tag);
  if (bits > 8 || words.size() >= count) return words;
  std::vector<uint16_t> entries;
  const bool swapped = data.encoding().big_endian && element.vr == Vr{'O', 'W'};
  for (size_t i = 0; i < element.value.size(); ++i) {
    const size_t at = swapped ? std::min(i ^ 1, element.value.size() - 1) : i;
    entries.push_back(element.value[at]);
  }
  return entries;
}

}  // namespace

LookupTable read_lookup_table(const DataSet& data, TableTags tags, bool signed_values) {
  const std::vector<uint16_t> descriptor = data.words(tags.descriptor);
  if (descriptor.size() < 3) refuse(data, "a look-up table without its descriptor");
  const size_t count = descriptor[0] == 0 ? 65536 : descriptor[0];
  LookupTable table;
  table.first = signed_values ? static_cast<int16_t>(descriptor[1]) : int{descriptor[1]};
  table.bits = descriptor[2];
  if (table.bits < 8 || table.bits > 16)
    refuse(data, "a look-up table of " + std::to_string(table.bits) + " bits");
  if (data.has(tags.data)) {
    table.entries = read_entries(data, tags.data, count, table.bits);
  } else if (tags.segments != 0 && data.has(tags.segments)) {
    table.entries = SegmentReader(data.words(tags.segments), count).expand();
  } else {
    refuse(data, "a look-up table without data");
  }
  if (table.entries.size() < count) {
    refuse(data, "a look-up table of " + std::to_string(table.entries.size()) +
                     " entries, stated are " + std::to_string(count));
  }
  table.entries.resize(count);
  return table;
}

}  // namespace myolens
