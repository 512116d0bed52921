// MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381), width 1, as in Keras Applications.
#pragma once

#include "myolens/backbones/catalogue.h"

namespace myolens {

Graph build_mobilenet_v2(const Backbone& backbone, const BackboneOptions& options);

}  // namespace myolens
