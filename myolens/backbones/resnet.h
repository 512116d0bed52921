// ResNet (He et al. 2015, arXiv:1512.03385) and ResNetV2 (He et al. 2016, arXiv:1603.05027) as in
// Keras Applications.
#pragma once

#include "myolens/backbones/catalogue.h"

namespace myolens {

Graph build_resnet(const Backbone& backbone, const BackboneOptions& options);

}  // namespace myolens
