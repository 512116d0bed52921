#include "myolens/dicom/data_set.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "myolens/base/error.h"
#include "myolens/dicom/tags.h"

namespace myolens {
namespace {

constexpr uint32_t kUndefined = 0xFFFFFFFF;
constexpr uint32_t kItem = 0xFFFEE000;
constexpr uint32_t kItemDelimiter = 0xFFFEE00D;
constexpr uint32_t kSequenceDelimiter = 0xFFFEE0DD;
constexpr size_t kLongestText = 64;

// PS3.5 table 7.1-2: these have a length of 16 bits, all others two empty bytes and 32 bits.
constexpr std::string_view kShortVrs = "AEASATCSDADSDTFDFLISLOLTPNSHSLSSSTTMUIULUS";

bool is_short(Vr vr) {
  for (size_t at = 0; at < kShortVrs.size(); at += 2) {
    if (kShortVrs[at] == vr[0] && kShortVrs[at + 1] == vr[1]) return true;
  }
  return false;
}

bool is_vr(Vr vr) {
  return std::ranges::all_of(vr, [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

std::string_view trimmed(std::string_view text) {
  const auto padding = [](char letter) { return letter == ' ' || letter == '\0'; };
  while (!text.empty() && padding(text.back())) text.remove_suffix(1);
  while (!text.empty() && padding(text.front())) text.remove_prefix(1);
  return text;
}

std::optional<double> number_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (size_t start = 0; start <= text.size();) {
    const size_t end = std::min(text.find('\\', start), text.size());
    parts.push_back(trimmed(text.substr(start, end - start)));
    start = end + 1;
  }
  return parts;
}

}  // namespace

void ElementReader::fail(const std::string& what) const {
  throw Error(ErrorCode::kBadFormat, *origin_ + ": damaged or truncated DICOM data (" + what +
                                         " at byte " + std::to_string(position_) +
                                         "); export or copy the file again");
}

uint16_t ElementReader::peek_word(size_t at) const {
  const int first = bytes_[at];
  const int second = bytes_[at + 1];
  return static_cast<uint16_t>(encoding_.big_endian ? first << 8 | second : second << 8 | first);
}

uint32_t ElementReader::peek_long(size_t at) const {
  const uint32_t first = peek_word(at);
  const uint32_t second = peek_word(at + 2);
  return encoding_.big_endian ? first << 16 | second : second << 16 | first;
}

uint32_t ElementReader::next_tag() const {
  if (bytes_.size() - position_ < 8) fail("no room for an element");
  return uint32_t{peek_word(position_)} << 16 | peek_word(position_ + 2);
}

std::span<const uint8_t> ElementReader::take(size_t count) {
  if (count > bytes_.size() - position_) fail("a value longer than the rest of the file");
  const auto part = bytes_.subspan(position_, count);
  position_ += count;
  return part;
}

// Stands behind the tag.
uint32_t ElementReader::read_length(Vr& vr) {
  if (encoding_.explicit_vr) {
    vr = {static_cast<char>(bytes_[position_]), static_cast<char>(bytes_[position_ + 1])};
    if (!is_vr(vr)) fail("an unknown value representation");
    if (is_short(vr)) {
      position_ += 4;
      return peek_word(position_ - 2);
    }
    take(4);
  }
  const auto length = take(4);
  return peek_long(position_ - length.size());
}

Element ElementReader::read_element(int depth) {
  if (++elements_ > kMaximalElements) {
    throw Error(ErrorCode::kLimitExceeded,
                *origin_ + ": more than " + std::to_string(kMaximalElements) +
                    " DICOM elements; export the picture alone, as secondary capture");
  }
  Element element;
  element.tag = next_tag();
  if (element.tag >> 16 == kItem >> 16) fail("an item outside a sequence");
  position_ += 4;
  const uint32_t length = read_length(element.vr);
  element.undefined_length = length == kUndefined;
  if (!element.undefined_length) {
    element.value = take(length);
    return element;
  }
  // PS3.5 section 6.2.2: a sequence of unknown VR is written with implicit VR.
  const Encoding outer = encoding_;
  if (element.vr == Vr{'U', 'N'}) encoding_ = {.explicit_vr = false, .big_endian = false};
  element.value = skip_items(depth + 1);
  encoding_ = outer;
  return element;
}

std::optional<std::span<const uint8_t>> ElementReader::read_item(int depth) {
  if (at_end()) return {};
  if (depth > kMaximalSequenceDepth) {
    throw Error(ErrorCode::kLimitExceeded,
                *origin_ + ": DICOM sequences nested more than " +
                    std::to_string(kMaximalSequenceDepth) +
                    " deep; export the picture alone, as secondary capture");
  }
  const uint32_t tag = next_tag();
  const uint32_t length = peek_long(position_ + 4);
  if (tag != kItem && tag != kSequenceDelimiter) fail("no item where one should be");
  position_ += 8;
  if (tag == kSequenceDelimiter) return {};
  if (length != kUndefined) return take(length);
  const size_t start = position_;
  while (next_tag() != kItemDelimiter) read_element(depth);
  const auto content = bytes_.subspan(start, position_ - start);
  position_ += 8;
  return content;
}

std::span<const uint8_t> ElementReader::skip_items(int depth) {
  const size_t start = position_;
  while (read_item(depth)) {
    if (at_end()) fail("a sequence without an end");
  }
  if (position_ < start + 8) fail("a sequence without an end");
  return bytes_.subspan(start, position_ - start - 8);
}

DataSet::DataSet(std::span<const uint8_t> bytes, Encoding encoding, const std::string& origin)
    : origin_(origin), encoding_(encoding) {
  ElementReader reader(bytes, encoding, origin_);
  while (!reader.at_end()) {
    elements_.push_back(reader.read_element());
    if (elements_.back().tag == tags::kPixelData) break;
  }
}

const Element* DataSet::find(uint32_t tag) const {
  const auto found = std::ranges::find(elements_, tag, &Element::tag);
  return found == elements_.end() ? nullptr : &*found;
}

std::vector<std::string> DataSet::texts(uint32_t tag) const {
  const Element* element = find(tag);
  if (element == nullptr || element->undefined_length) return {};
  const std::string_view text(reinterpret_cast<const char*>(element->value.data()),
                              element->value.size());
  std::vector<std::string> values;
  for (const std::string_view part : split(text)) {
    values.emplace_back(part.size() <= kLongestText ? part : std::string_view());
  }
  return values;
}

std::string DataSet::text(uint32_t tag) const {
  const auto values = texts(tag);
  return values.empty() ? "" : values.front();
}

std::vector<double> DataSet::decimals(uint32_t tag) const {
  std::vector<double> numbers;
  for (const std::string& text : texts(tag)) {
    const auto number = number_of(text);
    if (!number) break;
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<int> DataSet::whole_number(uint32_t tag) const {
  const auto numbers = decimals(tag);
  if (numbers.empty() || std::abs(numbers[0]) > 2147483647.0) return {};
  return static_cast<int>(numbers[0]);
}

std::vector<uint16_t> DataSet::words(uint32_t tag) const {
  const Element* element = find(tag);
  if (element == nullptr || element->undefined_length) return {};
  const auto value = element->value;
  std::vector<uint16_t> words(value.size() / 2);
  for (size_t i = 0; i < words.size(); ++i) {
    const int first = value[2 * i];
    const int second = value[2 * i + 1];
    words[i] =
        static_cast<uint16_t>(encoding_.big_endian ? first << 8 | second : second << 8 | first);
  }
  return words;
}

std::optional<uint16_t> DataSet::word(uint32_t tag) const {
  const Element* element = find(tag);
  if (element == nullptr || element->value.size() < 2) return {};
  return words(tag).front();
}

std::vector<DataSet> DataSet::items(uint32_t tag) const {
  const Element* element = find(tag);
  if (element == nullptr) return {};
  Encoding inner = encoding_;
  if (element->vr == Vr{'U', 'N'}) inner = {.explicit_vr = false, .big_endian = false};
  ElementReader reader(element->value, inner, origin_);
  std::vector<DataSet> sets;
  while (const auto item = reader.read_item()) sets.emplace_back(*item, inner, origin_);
  return sets;
}

}  // namespace myolens
