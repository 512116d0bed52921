#include "myolens/base/checksum.h"

#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string sha256_of(std::string_view text) { return sha256_hex(bytes_of(text)); }
std::string md5_of(std::string_view text) { return md5_hex(bytes_of(text)); }

// Messages and digests: NIST, examples to FIPS 180-4.
TEST(Checksum, AgreesWithTheExamplesOfTheStandard) {
  EXPECT_EQ(sha256_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_of(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Messages and digests: RFC 1321, A.5.
TEST(Checksum, AgreesWithTheExamplesOfMd5) {
  EXPECT_EQ(md5_of(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5_of("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
}

// RFC 3720, B.4 (which prints the bytes in the order of the wire), and "123456789" of the CRC
// catalogues.
TEST(Checksum, AgreesWithTheExamplesOfCrc32c) {
  std::string counting;
  for (char c = 0; c < 32; ++c) counting += c;
  const std::string reversed(counting.rbegin(), counting.rend());
  EXPECT_EQ(crc32c(bytes_of(std::string(32, '\0'))), 0x8A9136AAU);
  EXPECT_EQ(crc32c(bytes_of(std::string(32, '\xff'))), 0x62A8AB43U);
  EXPECT_EQ(crc32c(bytes_of(counting)), 0x46DD794EU);
  EXPECT_EQ(crc32c(bytes_of(reversed)), 0x113FDB5CU);
  EXPECT_EQ(crc32c(bytes_of("123456789")), 0xE3069283U);
  EXPECT_EQ(crc32c({}), 0U);
}

// Bit by bit: the reversed polynomial of RFC 3720.
TEST(Checksum, FollowsTheDefinitionOfCrc32cAtEveryLength) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += static_cast<char>(i * 37 + 11);
  for (size_t length = 0; length < text.size(); ++length) {
    const std::string_view part = std::string_view(text).substr(length % 3, length);
    uint32_t remainder = 0xFFFFFFFF;
    for (const char c : part) {
      remainder ^= static_cast<uint8_t>(c);
      for (int bit = 0; bit < 8; ++bit) {
        remainder = remainder >> 1 ^ (remainder & 1 ? 0x82F63B78U : 0U);
      }
    }
    EXPECT_EQ(crc32c(bytes_of(part)), ~remainder) << length;
  }
}

// Test cases 1 to 4, 6 and 7 of RFC 4231, section 4.
TEST(Checksum, UnderAKeyAgreesWithRfc4231) {
  struct Case {
    std::string key;
    std::string message;
    std::string expected;
  };
  std::string counting;
  for (char c = 1; c <= 25; ++c) counting += c;
  const Case cases[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {counting, std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const Case& each : cases) {
    const auto code = hmac_sha256(bytes_of(each.key), bytes_of(each.message));
    std::string hex;
    for (const uint8_t byte : code) {
      hex += "0123456789abcdef"[byte >> 4];
      hex += "0123456789abcdef"[byte & 15];
    }
    EXPECT_EQ(hex, each.expected) << each.message;
  }
}

// RFC 2104 pads the key with zeros, so an empty key is the key of one zero byte.
TEST(Checksum, UnderAnEmptyKeyDoesNotUseAnEarlierKey) {
  const auto expected = hmac_sha256(bytes_of(std::string(1, '\0')), bytes_of("m"));
  hmac_sha256(bytes_of("another"), bytes_of("m"));
  EXPECT_EQ(hmac_sha256({}, bytes_of("m")), expected);
}

TEST(Checksum, OfAFileIsThatOfItsBytes) {
  const TemporaryFolder folder;
  const std::string large(9'000'000, 'x');  // several parts
  EXPECT_EQ(sha256_hex_of_file(folder.write("large", large)), sha256_of(large));
  EXPECT_EQ(md5_hex_of_file(folder.write("abc", "abc")), md5_of("abc"));
  EXPECT_EQ(sha256_hex_of_file(folder.write("abc", "abc")), sha256_of("abc"));
  EXPECT_EQ(sha256_hex_of_file(folder.write("empty", "")), sha256_of(""));
}

TEST(Checksum, OfAMissingFileIsNotFound) {
  const TemporaryFolder folder;
  try {
    sha256_hex_of_file(folder / "missing");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
  }
}

}  // namespace
}  // namespace myolens
