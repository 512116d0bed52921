// What the values of a frozen network depend on, beside the picture.
#pragma once

#include <string>
#include <vector>

#include "myolens/classifier/bundle.h"
#include "myolens/engine/forward.h"

namespace myolens {

// Text that is equal for equal values of `layers` computed together in one pass: engine, processor,
// precision, version of the program, input size, preprocessing, every layer below with all its
// settings, and the SHA-256 of the weights there. Which layers are computed together counts, since
// an engine joins operations whose results in between nobody asks for, and rounds differently then;
// so does the `way`, layers whose values are computed first (none: the picture). Errors: kBadData
// (a variable is missing).
std::string feature_identity(const ModelBundle& bundle, const Graph& graph,
                             const std::vector<LayerId>& layers, const std::vector<LayerId>& way,
                             const ForwardOptions& engine);

}  // namespace myolens
