// Xception (Chollet 2016, arXiv:1610.02357) as in Keras Applications.
#pragma once

#include "myolens/backbones/catalogue.h"

namespace myolens {

Graph build_xception(const Backbone& backbone, const BackboneOptions& options);

}  // namespace myolens
