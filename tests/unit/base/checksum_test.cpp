#include "myolens/base/checksum.h"

#include <gtest/gtest.h>

#include "myolens/base/error.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

std::string sha256_of(std::string_view text) {
  return sha256_hex(std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

std::string md5_of(std::string_view text) {
  return md5_hex(std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

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
