#include "myolens/cohort/pseudonym.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <set>
#include <thread>

#include "tests/support/environment.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;

PseudonymKey counting_key() {
  PseudonymKey key;
  std::iota(key.begin(), key.end(), uint8_t{0});
  return key;
}

// The first 8 bytes of HMAC-SHA-256 by Python's hmac, in base 28 with the lowest digit first.
TEST(Pseudonym, IsTheKeyedHashOfTheId) {
  EXPECT_EQ(pseudonym(counting_key(), "Müller, Erika"), "PFQZHPXBVMVJF");
  EXPECT_EQ(pseudonym(counting_key(), "4711"), "PWG5V43Y2SCFX");
}

TEST(Pseudonym, IsShortWithoutVowelsAndDependsOnTheKey) {
  PseudonymKey other = counting_key();
  other[31] ^= 1;
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    const std::string id = std::to_string(i);
    EXPECT_THAT(pseudonym(counting_key(), id), MatchesRegex("P[2-9BCDFGHJKMNPQRSTVWXYZ]{12}"));
    seen.insert(pseudonym(counting_key(), id));
    seen.insert(pseudonym(other, id));
  }
  EXPECT_EQ(seen.size(), 4000U);
}

TEST(DistinctNames, RefuseOneNameForTwoPatients) {
  const std::vector<std::string> ids{"a", "b", "a"};
  const auto names = distinct_names(ids, [](std::string_view id) { return std::string(id) + "x"; });
  EXPECT_THAT(names, testing::ElementsAre(testing::Pair("a", "ax"), testing::Pair("b", "bx")));
  EXPECT_THAT([&] { distinct_names(ids, [](std::string_view) { return std::string("P"); }); },
              FailsWith(ErrorCode::kBadData, HasSubstr("\"a\" and \"b\" would both be named P")));
}

TEST(PseudonymKeyFile, IsCreatedOnceForItsOwnerOnly) {
  const TemporaryFolder folder;
  const fs::path path = folder / "config/myolens/pseudonym.key";
  const PseudonymKey key = read_or_create_pseudonym_key(path);
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::file_size(path), 32U);
  EXPECT_EQ(read_or_create_pseudonym_key(path), key);
  EXPECT_EQ(read_pseudonym_key(path), key);
  EXPECT_NE(read_or_create_pseudonym_key(folder / "other.key"), key);
  EXPECT_EQ(list_files(path.parent_path()).size(), 1U) << "a draft stayed";
}

TEST(PseudonymKeyFile, IsTheSameForAllWhoCreateItAtOnce) {
  const TemporaryFolder folder;
  std::vector<PseudonymKey> keys(8);
  {
    std::vector<std::jthread> threads;
    for (PseudonymKey& key : keys) {
      threads.emplace_back([&] { key = read_or_create_pseudonym_key(folder / "p.key"); });
    }
  }
  EXPECT_THAT(keys, testing::Each(keys[0]));
}

TEST(PseudonymKeyFile, OfAnotherSizeIsRefused) {
  const TemporaryFolder folder;
  const fs::path path = folder.write("p.key", "secret\n");
  EXPECT_THAT([&] { read_or_create_pseudonym_key(path); },
              FailsWith(ErrorCode::kBadFormat, AllOf(HasSubstr("7 bytes"), HasSubstr("urandom"))));
  EXPECT_THAT([&] { read_pseudonym_key(folder / "none"); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("none")));
  EXPECT_THAT([&] { read_or_create_pseudonym_key(path / "p.key"); },
              FailsWith(ErrorCode::kWriteFailed, HasSubstr("cannot create the key")));
}

TEST(PseudonymKeyFile, StandsInTheFolderForSettings) {
  const Environment home("HOME", "/home/x");
  {
    const Environment config("XDG_CONFIG_HOME", "/somewhere");
    EXPECT_EQ(default_pseudonym_key_path(), "/somewhere/myolens/pseudonym.key");
  }
  const Environment no_config("XDG_CONFIG_HOME", "");
  EXPECT_EQ(default_pseudonym_key_path(), "/home/x/.config/myolens/pseudonym.key");
  const Environment no_home("HOME", "");
  EXPECT_THAT([] { default_pseudonym_key_path(); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("XDG_CONFIG_HOME")));
}

}  // namespace
}  // namespace myolens
