#include "myolens/engine/block_pool.h"

#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace myolens {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kHugePage = size_t{2} << 20;

// In front of every block, as large as the alignment.
struct alignas(kAlignment) Header {
  size_t size;  // of the whole allocation; 0: not pooled
};
static_assert(sizeof(Header) == kAlignment);

size_t rounded_up(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

void* allocate(size_t bytes, size_t alignment) {
  void* memory = std::aligned_alloc(alignment, rounded_up(bytes, alignment));
  if (!memory) throw std::bad_alloc();
  return memory;
}

void* block_in(void* memory, size_t size) { return new (memory) Header{size} + 1; }

}  // namespace

void* BlockPool::take(size_t bytes) {
  if (bytes > PTRDIFF_MAX - 2 * kHugePage) throw std::bad_alloc();
  const size_t used = sizeof(Header) + bytes;
  if (bytes < kLeastPooled) return block_in(allocate(used, kAlignment), 0);
  const size_t size = rounded_up(used, kHugePage);
  {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.lower_bound(size);
    if (found != kept_.end() && found->first <= 2 * size) {
      void* memory = found->second;
      const size_t kept_size = found->first;
      kept_.erase(found);
      return block_in(memory, kept_size);
    }
  }
  void* memory = allocate(size, kHugePage);
  // A hint; small pages do as well. Of the last huge page a block may need no more than its header
  // pushes there, and all of it would stay in memory.
  madvise(memory, used / kHugePage * kHugePage, MADV_HUGEPAGE);
  return block_in(memory, size);
}

void BlockPool::give_back(void* block) {
  if (!block) return;
  Header* header = static_cast<Header*>(block) - 1;
  if (header->size == 0) return std::free(header);
  const std::lock_guard lock(mutex_);
  kept_.emplace(header->size, header);
}

void BlockPool::release() {
  const std::lock_guard lock(mutex_);
  for (const auto& [size, memory] : kept_) std::free(memory);
  kept_.clear();
}

size_t BlockPool::kept_bytes() const {
  const std::lock_guard lock(mutex_);
  size_t sum = 0;
  for (const auto& [size, memory] : kept_) sum += size;
  return sum;
}

}  // namespace myolens
