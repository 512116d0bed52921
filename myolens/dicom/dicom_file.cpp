#include "myolens/dicom/dicom_file.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "myolens/base/error.h"
#include "myolens/dicom/inflating.h"
#include "myolens/dicom/tags.h"

namespace myolens {
namespace {

constexpr size_t kPreambleBytes = 128;
constexpr std::string_view kMark = "DICM";
constexpr uint32_t kMetaGroup = 0x0002;
constexpr uint32_t kIdentifyingGroup = 0x0008;

// Object identifier of envelopedData, 1.2.840.113549.1.7.3, in DER.
constexpr std::array<uint8_t, 11> kEnvelopedData{0x06, 0x09, 0x2A, 0x86, 0x48, 0x86,
                                                 0xF7, 0x0D, 0x01, 0x07, 0x03};

bool has_mark(std::span<const uint8_t> bytes) {
  return bytes.size() >= kPreambleBytes + kMark.size() &&
         std::equal(kMark.begin(), kMark.end(), bytes.begin() + kPreambleBytes);
}

bool starts_with_group(std::span<const uint8_t> bytes, uint32_t group) {
  return bytes.size() >= 8 && bytes[0] == group && bytes[1] == 0;
}

// The meta information is always explicit VR little endian. Moves `bytes` behind it.
std::string read_meta(std::span<const uint8_t>& bytes, const std::string& origin) {
  std::string syntax;
  ElementReader reader(bytes, {}, origin);
  while (!reader.at_end() && reader.next_tag() >> 16 == kMetaGroup) {
    const Element element = reader.read_element();
    if (element.tag != tags::kTransferSyntax) continue;
    syntax.assign(element.value.begin(), element.value.end());
    while (syntax.ends_with('\0') || syntax.ends_with(' ')) syntax.pop_back();
  }
  bytes = bytes.subspan(reader.position());
  return syntax;
}

// What the first element looks like: writers are known to state one and to write the other.
std::string_view apparent_syntax(std::span<const uint8_t> bytes) {
  if (bytes.size() < 8) return kImplicitLittleEndian;
  const auto letter = [&](size_t at) { return bytes[at] >= 'A' && bytes[at] <= 'Z'; };
  if (!letter(4) || !letter(5)) return kImplicitLittleEndian;
  return bytes[0] == 0 && bytes[1] != 0 ? kExplicitBigEndian : kExplicitLittleEndian;
}

TransferSyntax syntax_of(const std::string& stated, std::span<const uint8_t> bytes,
                         const std::string& origin) {
  const std::string_view apparent = apparent_syntax(bytes);
  const bool plain = stated.empty() || stated == kImplicitLittleEndian ||
                     stated == kExplicitLittleEndian || stated == kExplicitBigEndian;
  const TransferSyntax* syntax = find_transfer_syntax(plain ? apparent : stated);
  if (syntax == nullptr) {
    throw Error(ErrorCode::kBadFormat,
                origin +
                    ": DICOM in a transfer syntax that is private or unknown; export it "
                    "uncompressed or as JPEG");
  }
  return *syntax;
}

std::span<const uint8_t> without_preamble(std::span<const uint8_t> bytes,
                                          const std::string& origin) {
  if (has_mark(bytes)) return bytes.subspan(kPreambleBytes + kMark.size());
  if (has_dicom_content(bytes)) return bytes;
  throw Error(ErrorCode::kBadFormat, origin + ": expected a DICOM file, got other content");
}

// The first group names the class of the object, and a second one follows.
bool has_sound_start(std::span<const uint8_t> bytes) {
  const std::string nameless;
  if (starts_with_group(bytes, kMetaGroup)) read_meta(bytes, nameless);
  if (!starts_with_group(bytes, kIdentifyingGroup)) return false;
  const TransferSyntax& syntax = *find_transfer_syntax(apparent_syntax(bytes));
  ElementReader reader(bytes, {syntax.explicit_vr, syntax.big_endian}, nameless);
  bool named = false;
  for (uint32_t last = 0; !reader.at_end();) {
    const uint32_t tag = reader.next_tag();
    if (tag >> 16 > kIdentifyingGroup) return named;
    if (tag <= last && last != 0) return false;
    reader.read_element();
    named |= tag == tags::kSopClass || tag == tags::kModality || tag == tags::kImageType;
    last = tag;
  }
  return false;
}

}  // namespace

bool has_dicom_content(std::span<const uint8_t> bytes) {
  if (has_mark(bytes)) return true;
  if (!starts_with_group(bytes, kMetaGroup) && !starts_with_group(bytes, kIdentifyingGroup))
    return false;
  try {
    return has_sound_start(bytes);
  } catch (const Error&) {
    return false;  // damaged, or something else that begins alike
  }
}

bool is_encrypted_envelope(std::span<const uint8_t> bytes) {
  constexpr size_t kHeaderBytes = 24;
  const auto header = bytes.first(std::min(bytes.size(), kHeaderBytes));
  return !header.empty() && header[0] == 0x30 &&
         !std::ranges::search(header, kEnvelopedData).empty();
}

DicomFile open_dicom(std::span<const uint8_t> bytes, const std::string& origin) {
  if (is_encrypted_envelope(bytes)) {
    throw Error(ErrorCode::kBadFormat,
                origin + ": encrypted (a CMS envelope); export it without encryption");
  }
  bytes = without_preamble(bytes, origin);
  std::string stated;
  if (starts_with_group(bytes, kMetaGroup)) stated = read_meta(bytes, origin);
  const TransferSyntax syntax = syntax_of(stated, bytes, origin);
  Bytes inflated;
  if (syntax.deflated) {
    inflated = inflate_raw(bytes, origin);
    bytes = inflated;
  }
  DataSet data(bytes, {syntax.explicit_vr, syntax.big_endian}, origin);
  return {syntax, std::move(inflated), std::move(data)};
}

}  // namespace myolens
