// InceptionResNetV2 (Szegedy et al. 2016, arXiv:1602.07261) as in Keras Applications.
#pragma once

#include "myolens/backbones/catalogue.h"

namespace myolens {

Graph build_inception_resnet_v2(const Backbone& backbone, const BackboneOptions& options);

}  // namespace myolens
