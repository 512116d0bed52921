#include "myolens/weights/legacy_resnet_names.h"

#include <algorithm>
#include <regex>

namespace myolens {

std::string translate_legacy_resnet_name(const std::string& layer) {
  if (layer == "conv1") return "conv1_conv";
  if (layer == "bn_conv1") return "conv1_bn";
  if (layer == "fc1000") return "predictions";
  static const std::regex kBlockLayer("(res|bn)([2-5])([a-z])_branch(1|2[abc])");
  std::smatch match;
  if (!std::regex_match(layer, match, kBlockLayer)) return layer;
  const std::string branch = match[4];
  const char index = branch == "1" ? '0' : static_cast<char>('1' + (branch[1] - 'a'));
  const int block = *match[3].first - 'a' + 1;
  return "conv" + match[2].str() + "_block" + std::to_string(block) + "_" + index +
         (match[1] == "res" ? "_conv" : "_bn");
}

void translate_legacy_resnet_names(WeightFile& file) {
  if (std::ranges::find(file.layers, "res2a_branch2a", &FileLayer::name) == file.layers.end())
    return;
  for (FileLayer& layer : file.layers) layer.name = translate_legacy_resnet_name(layer.name);
}

}  // namespace myolens
