#include "myolens/engine/torch_memory.h"

#include <c10/core/CPUAllocator.h>
#include <malloc.h>

#include "myolens/engine/block_pool.h"

namespace myolens {
namespace {

// Never destroyed: libtorch gives memory back until the process ends.
BlockPool& pool() {
  static BlockPool& kPool = *new BlockPool;
  return kPool;
}

void give_back(void* block) { pool().give_back(block); }

class PooledAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    void* block = bytes > 0 ? pool().take(bytes) : nullptr;
    return {block, block, &give_back, c10::Device(c10::DeviceType::CPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }
  void copy_data(void* target, const void* source, size_t bytes) const override {
    default_copy_data(target, source, bytes);
  }
};

std::mutex use_mutex;
size_t uses = 0;

}  // namespace

TorchMemoryUse::TorchMemoryUse() {
  // libtorch takes ownership of no allocator.
  [[maybe_unused]] static const bool kSet = [] {
    c10::SetCPUAllocator(new PooledAllocator, 1);
    return true;
  }();
  const std::lock_guard lock(use_mutex);
  // What computed the frozen features has given back goes to the system, not on top of ours.
  if (uses == 0) ::malloc_trim(0);
  ++uses;
}

TorchMemoryUse::~TorchMemoryUse() {
  const std::lock_guard lock(use_mutex);
  if (--uses == 0) pool().release();
}

}  // namespace myolens
