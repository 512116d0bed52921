// InceptionV3 (Szegedy et al. 2015, arXiv:1512.00567) as in Keras Applications.
#pragma once

#include "myolens/backbones/catalogue.h"

namespace myolens {

Graph build_inception_v3(const Backbone& backbone, const BackboneOptions& options);

}  // namespace myolens
