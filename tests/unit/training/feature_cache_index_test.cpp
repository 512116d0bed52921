#include "myolens/training/feature_cache_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

#include "tests/support/error_matcher.h"

namespace myolens {
namespace {

using testing::_;
using testing::IsEmpty;

const std::string kFirst(64, 'a');
const std::string kSecond(64, 'b');

std::vector<uint8_t> bytes_of(const std::vector<IndexRecord>& records) {
  std::vector<uint8_t> bytes;
  for (const IndexRecord& record : records) bytes.insert(bytes.end(), record.begin(), record.end());
  return bytes;
}

FeatureIndex read(const std::vector<uint8_t>& bytes, uint64_t first_slot = 0) {
  FeatureIndex index;
  read_index_records(bytes, first_slot, index);
  return index;
}

TEST(FeatureIndex, ReadsWhatWasWritten) {
  const FeatureIndex index = read(
      bytes_of({write_index_record(kFirst, {7, 1}), write_index_record(kSecond, {8, 0xFEDCBA98})}),
      7);
  ASSERT_EQ(index.size(), 2U);
  EXPECT_EQ(index.at(kFirst).slot, 7U);
  EXPECT_EQ(index.at(kFirst).checksum, 1U);
  EXPECT_EQ(index.at(kSecond).slot, 8U);
  EXPECT_EQ(index.at(kSecond).checksum, 0xFEDCBA98U);
}

TEST(FeatureIndex, LosesARecordByEveryChangedBit) {
  const std::vector<uint8_t> sound =
      bytes_of({write_index_record(kFirst, {0, 5}), write_index_record(kSecond, {1, 6})});
  for (size_t bit = 0; bit < 8 * kIndexRecordBytes; ++bit) {
    std::vector<uint8_t> bytes = sound;
    bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    const FeatureIndex index = read(bytes);
    EXPECT_FALSE(index.contains(kFirst)) << bit;
    EXPECT_TRUE(index.contains(kSecond)) << bit;
  }
}

TEST(FeatureIndex, RefusesARecordInAnotherPlace) {
  EXPECT_THAT(read(bytes_of({write_index_record(kFirst, {1, 5})})), IsEmpty());
}

TEST(FeatureIndex, LeavesOutAPartOfARecord) {
  std::vector<uint8_t> bytes =
      bytes_of({write_index_record(kFirst, {0, 5}), write_index_record(kSecond, {1, 6})});
  bytes.pop_back();
  EXPECT_EQ(read(bytes).size(), 1U);
  EXPECT_THAT(read({}), IsEmpty());
}

TEST(FeatureIndex, TakesTheLaterOfTwoRecordsWithOneKey) {
  EXPECT_EQ(read(bytes_of({write_index_record(kFirst, {0, 5}), write_index_record(kFirst, {1, 6})}))
                .at(kFirst)
                .slot,
            1U);
}

TEST(FeatureIndex, TakesOnlyASha256AsKey) {
  EXPECT_THAT([] { write_index_record("short", {}); }, FailsWith(ErrorCode::kInternal, _));
}

}  // namespace
}  // namespace myolens
