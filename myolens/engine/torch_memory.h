// Where libtorch's tensors lie while this program trains.
#pragma once

namespace myolens {

// While one of these lives, blocks that libtorch gives back are kept for the next step. The last
// one hands them to the system.
class TorchMemoryUse {
 public:
  TorchMemoryUse();
  ~TorchMemoryUse();
  TorchMemoryUse(const TorchMemoryUse&) = delete;
  TorchMemoryUse& operator=(const TorchMemoryUse&) = delete;
};

}  // namespace myolens
