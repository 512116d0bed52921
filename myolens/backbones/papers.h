// Where each backbone was published.
#pragma once

#include <string_view>

namespace myolens {

struct Paper {
  std::string_view citation;  // "He et al. 2016"
  std::string_view arxiv;     // identifier; empty when it is not there
};

// By the backbone's command-line name. Errors: kInternal when the table lacks it.
const Paper& paper_of(std::string_view backbone);

}  // namespace myolens
