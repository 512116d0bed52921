// DenseNet (Huang et al. 2016, arXiv:1608.06993) as in Keras Applications.
#pragma once

#include "myolens/backbones/catalogue.h"

namespace myolens {

Graph build_densenet(const Backbone& backbone, const BackboneOptions& options);

}  // namespace myolens
