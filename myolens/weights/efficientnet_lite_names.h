// EfficientNet-Lite as the PyTorch port names it, turned into Keras's names and layouts.
#pragma once

#include <vector>

#include "myolens/weights/torch_legacy.h"

namespace myolens {

// "_blocks.1._expand_conv.weight" (out, in, h, w) becomes "block2a_expand_conv", kernel (h, w, in,
// out). The port numbers blocks through the network; Keras counts stages and letters within one. A
// stage is a run of blocks with one kernel size and one number of output channels, and neighbouring
// stages of the family differ in one of them; there are seven. Layers come in the file's order.
// num_batches_tracked, a counter of PyTorch's training, is left out by name. Errors: kBadData for
// any other name, shape or number of stages.
std::vector<FileLayer> efficientnet_lite_layers(const std::vector<StateTensor>& state,
                                                const FileBytes& file);

}  // namespace myolens
