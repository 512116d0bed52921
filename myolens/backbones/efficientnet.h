// EfficientNet (Tan and Le 2019, arXiv:1905.11946) as in Keras Applications, and EfficientNet-Lite
// (Google 2020), which has no squeeze-and-excitation, ReLU6 instead of SiLU, and a stem, head and
// outer stages of fixed size.
#pragma once

#include "myolens/backbones/catalogue.h"

namespace myolens {

Graph build_efficientnet(const Backbone& backbone, const BackboneOptions& options);
Graph build_efficientnet_lite(const Backbone& backbone, const BackboneOptions& options);

}  // namespace myolens
