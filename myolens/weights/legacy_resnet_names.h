// Layer names of ResNet50 in Keras before 2.2.5.
#pragma once

#include <string>

#include "myolens/weights/weight_file.h"

namespace myolens {

// "res2a_branch2a" -> "conv2_block1_1_conv"; other names stay.
std::string translate_legacy_resnet_name(const std::string& layer);

// Does so for all layers of a file that has such names.
void translate_legacy_resnet_names(WeightFile& file);

}  // namespace myolens
