// The elements of a DICOM data set (PS3.5 section 7), found in the bytes and left there: nothing is
// copied, and no length is believed before it was held against the bytes. Sequences are opened when
// asked for. Errors name offsets, never values: headers hold what identifies a patient.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace myolens {

inline constexpr int kMaximalSequenceDepth = 16;
inline constexpr size_t kMaximalElements = 200'000;

struct Encoding {
  bool explicit_vr = true;
  bool big_endian = false;
};

using Vr = std::array<char, 2>;  // zeros with implicit VR

struct Element {
  uint32_t tag = 0;  // group in the upper 16 bits
  Vr vr{};
  std::span<const uint8_t> value;  // of undefined length: the items without the closing delimiter
  bool undefined_length = false;
};

// Reads element after element. Errors of all: kBadFormat (truncated or damaged), kLimitExceeded.
class ElementReader {
 public:
  // `origin` must outlive the reader.
  ElementReader(std::span<const uint8_t> bytes, Encoding encoding, const std::string& origin)
      : bytes_(bytes), encoding_(encoding), origin_(&origin) {}

  bool at_end() const { return position_ >= bytes_.size(); }
  size_t position() const { return position_; }
  uint32_t next_tag() const;  // without moving on

  Element read_element() { return read_element(0); }

  // The next item of a sequence, with its elements, or a fragment with its bytes; nothing at the
  // end of the sequence.
  std::optional<std::span<const uint8_t>> read_item() { return read_item(1); }

 private:
  Element read_element(int depth);
  std::optional<std::span<const uint8_t>> read_item(int depth);
  std::span<const uint8_t> skip_items(int depth);
  uint32_t read_length(Vr& vr);
  std::span<const uint8_t> take(size_t count);
  uint16_t peek_word(size_t at) const;
  uint32_t peek_long(size_t at) const;
  [[noreturn]] void fail(const std::string& what) const;

  std::span<const uint8_t> bytes_;
  Encoding encoding_;
  const std::string* origin_;
  size_t position_ = 0;
  size_t elements_ = 0;
};

class DataSet {
 public:
  // All elements up to and with the pixel data; what follows them is not looked at. `bytes` must
  // outlive the data set.
  DataSet(std::span<const uint8_t> bytes, Encoding encoding, const std::string& origin);

  const Encoding& encoding() const { return encoding_; }
  const std::string& origin() const { return origin_; }

  const Element* find(uint32_t tag) const;  // null when there is none
  bool has(uint32_t tag) const { return find(tag) != nullptr; }

  // Text of one value without padding; empty when there is none or it is longer than 64.
  std::string text(uint32_t tag) const;
  std::vector<std::string> texts(uint32_t tag) const;
  // Numbers of DS and IS; those that are no numbers end the list.
  std::vector<double> decimals(uint32_t tag) const;
  std::optional<int> whole_number(uint32_t tag) const;  // of IS
  std::vector<uint16_t> words(uint32_t tag) const;      // of US, SS and OW
  std::optional<uint16_t> word(uint32_t tag) const;

  std::vector<DataSet> items(uint32_t tag) const;

 private:
  std::string origin_;
  Encoding encoding_;
  std::vector<Element> elements_;
};

}  // namespace myolens
