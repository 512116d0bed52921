// MobileNet (Howard et al. 2017, arXiv:1704.04861), width 1, as in Keras Applications.
#pragma once

#include "myolens/backbones/catalogue.h"

namespace myolens {

Graph build_mobilenet(const Backbone& backbone, const BackboneOptions& options);

}  // namespace myolens
