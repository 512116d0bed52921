// A state dictionary with the names of EfficientNet-Lite's PyTorch port and tiny tensors: stages of
// 1, 2, 1, 1, 1, 1, 1 blocks.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "tests/support/torch_bytes.h"

namespace myolens {

// Row-major, with the values 0, 1, 2, ...
inline torch_stream::StoredTensor lite_tensor(const std::string& name,
                                              const std::vector<int32_t>& shape) {
  torch_stream::StoredTensor tensor{name, shape, std::vector<int32_t>(shape.size(), 1), {}};
  int32_t count = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    tensor.strides[i] = count;
    count *= shape[i];
  }
  for (int32_t i = 0; i < count; ++i) tensor.values.push_back(static_cast<float>(i));
  return tensor;
}

inline void add_batch_norm(const std::string& name,
                           std::vector<torch_stream::StoredTensor>& state) {
  for (const char* variable : {".weight", ".bias", ".running_mean", ".running_var"})
    state.push_back(lite_tensor(name + variable, {2}));
  torch_stream::StoredTensor counter{name + ".num_batches_tracked", {}, {}, {}, 0, "LongStorage"};
  counter.values_as_bytes = torch_stream::little_endian(1, 8);
  state.push_back(counter);
}

inline std::vector<torch_stream::StoredTensor> lite_state() {
  std::vector<torch_stream::StoredTensor> state{lite_tensor("_conv_stem.weight", {2, 3, 1, 1})};
  add_batch_norm("_bn0", state);
  constexpr std::array<int32_t, 8> kChannels{1, 2, 2, 3, 4, 5, 6, 7};
  for (size_t i = 0; i < kChannels.size(); ++i) {
    const std::string block = "_blocks." + std::to_string(i) + ".";
    if (i > 0) {
      state.push_back(lite_tensor(block + "_expand_conv.weight", {2, 1, 1, 1}));
      add_batch_norm(block + "_bn0", state);
    }
    state.push_back(lite_tensor(block + "_depthwise_conv.weight", {2, 1, 1, 1}));
    add_batch_norm(block + "_bn1", state);
    state.push_back(lite_tensor(block + "_project_conv.weight", {kChannels[i], 2, 1, 1}));
    add_batch_norm(block + "_bn2", state);
  }
  state.push_back(lite_tensor("_conv_head.weight", {2, 7, 1, 1}));
  add_batch_norm("_bn1", state);
  state.push_back(lite_tensor("_fc.weight", {3, 2}));
  state.push_back(lite_tensor("_fc.bias", {3}));
  return state;
}

}  // namespace myolens
