#include "myolens/backbones/papers.h"

#include <algorithm>
#include <array>
#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

struct Row {
  std::string_view begins;  // of the backbone's name
  std::string_view ends;
  Paper paper;
};

// The first row that fits counts.
constexpr std::array<Row, 11> kRows{{
    {"vgg", "", {"Simonyan, Zisserman 2015", "1409.1556"}},
    {"xception", "", {"Chollet 2017", "1610.02357"}},
    {"inceptionv3", "", {"Szegedy et al. 2016", "1512.00567"}},
    {"inceptionresnetv2", "", {"Szegedy et al. 2017", "1602.07261"}},
    {"densenet", "", {"Huang et al. 2017", "1608.06993"}},
    {"resnet", "v2", {"He et al. 2016, identity mappings", "1603.05027"}},
    {"resnet", "", {"He et al. 2016", "1512.03385"}},
    {"efficientnet-lite", "", {"Tan, Le 2019; Lite: TensorFlow 2020", "1905.11946"}},
    {"efficientnet", "", {"Tan, Le 2019", "1905.11946"}},
    {"mobilenetv2", "", {"Sandler et al. 2018", "1801.04381"}},
    {"mobilenet", "", {"Howard et al. 2017", "1704.04861"}},
}};

}  // namespace

const Paper& paper_of(std::string_view backbone) {
  const auto row = std::ranges::find_if(kRows, [&](const Row& candidate) {
    return backbone.starts_with(candidate.begins) && backbone.ends_with(candidate.ends);
  });
  if (row == kRows.end())
    throw Error(ErrorCode::kInternal, "no paper is known for " + std::string(backbone));
  return row->paper;
}

}  // namespace myolens
