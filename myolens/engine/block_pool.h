// Memory for large tensors. Every training step asks for the same sizes again; the system would
// hand out cleared pages each time.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>

namespace myolens {

// Blocks aligned to 64 bytes. Those of `kLeastPooled` bytes and more are kept when they are given
// back, in huge pages where the system has them. May be used by several threads at once.
class BlockPool {
 public:
  static constexpr size_t kLeastPooled = size_t{4} << 20;

  BlockPool() = default;
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;
  ~BlockPool() { release(); }

  // At least `bytes`, never null. A kept block serves down to half of its size. Errors:
  // std::bad_alloc.
  void* take(size_t bytes);
  void give_back(void* block);  // of any pool's `take`, or null

  void release();  // all kept blocks, to the system
  size_t kept_bytes() const;

 private:
  mutable std::mutex mutex_;
  std::multimap<size_t, void*> kept_;  // by size, header included
};

}  // namespace myolens
