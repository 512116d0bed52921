// VGG (Simonyan and Zisserman 2014, arXiv:1409.1556) as in Keras Applications.
#pragma once

#include "myolens/backbones/catalogue.h"

namespace myolens {

Graph build_vgg(const Backbone& backbone, const BackboneOptions& options);

}  // namespace myolens
