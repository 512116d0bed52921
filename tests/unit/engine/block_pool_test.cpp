#include "myolens/engine/block_pool.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace myolens {
namespace {

constexpr size_t kLarge = BlockPool::kLeastPooled;

TEST(BlockPool, KeepsLargeBlocksForTheNextOfTheirSize) {
  BlockPool pool;
  void* first = pool.take(kLarge);
  EXPECT_EQ(pool.kept_bytes(), 0u);
  pool.give_back(first);
  EXPECT_GE(pool.kept_bytes(), kLarge);
  EXPECT_EQ(pool.take(kLarge), first);
  EXPECT_EQ(pool.kept_bytes(), 0u);
  pool.give_back(first);
  pool.release();
  EXPECT_EQ(pool.kept_bytes(), 0u);
}

TEST(BlockPool, ServesASmallerSizeDownToHalfOfABlock) {
  BlockPool pool;
  void* large = pool.take(8 * kLarge);
  pool.give_back(large);
  void* small = pool.take(kLarge);
  EXPECT_NE(small, large);
  void* half = pool.take(5 * kLarge);
  EXPECT_EQ(half, large);
  pool.give_back(half);
  EXPECT_EQ(pool.take(8 * kLarge), large) << "the block has kept its size";
  pool.give_back(large);
  pool.give_back(small);
}

TEST(BlockPool, KeepsNoSmallBlocks) {
  BlockPool pool;
  pool.give_back(pool.take(1000));
  pool.give_back(pool.take(0));
  pool.give_back(nullptr);
  EXPECT_EQ(pool.kept_bytes(), 0u);
}

TEST(BlockPool, BlocksAreAlignedAndWhollyWritable) {
  BlockPool pool;
  for (const size_t bytes : {size_t{0}, size_t{1}, size_t{1001}, kLarge - 1, kLarge, kLarge + 3}) {
    void* block = pool.take(bytes);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % 64, 0u) << bytes;
    std::memset(block, 1, bytes);
    pool.give_back(block);
  }
}

size_t resident_bytes() {
  size_t pages = 0;
  size_t resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<size_t>(::sysconf(_SC_PAGESIZE));
}

// The header pushes blocks of whole huge pages into one more.
TEST(BlockPool, TakesLittleMoreMemoryThanIsUsed) {
  BlockPool pool;
  std::vector<void*> blocks(32);
  const size_t before = resident_bytes();
  for (void*& block : blocks) {
    block = pool.take(kLarge);
    std::memset(block, 1, kLarge);
  }
  EXPECT_LT(resident_bytes() - before, blocks.size() * kLarge * 5 / 4);
  for (void* block : blocks) pool.give_back(block);
}

TEST(BlockPool, RefusesWhatNoMachineHas) {
  BlockPool pool;
  EXPECT_THROW(pool.take(SIZE_MAX), std::bad_alloc);
  EXPECT_THROW(pool.take(PTRDIFF_MAX), std::bad_alloc);
}

TEST(BlockPool, NeverHandsABlockToTwoThreads) {
  BlockPool pool;
  const auto work = [&pool](int number) {
    for (int i = 0; i < 200; ++i) {
      auto* block = static_cast<volatile int*>(pool.take(kLarge));
      *block = number;
      std::this_thread::yield();
      ASSERT_EQ(*block, number);
      pool.give_back(const_cast<int*>(block));
    }
  };
  std::vector<std::jthread> threads;
  for (int number = 1; number <= 4; ++number) threads.emplace_back(work, number);
}

}  // namespace
}  // namespace myolens
