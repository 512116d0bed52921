// The comparison of several trainings on one self-contained page, and its learning curves alone:
// the paper's Tables 3 and 4 and its Figure 4.
#pragma once

#include <string>

#include "myolens/experiment/comparison.h"

namespace myolens {

// The whole page, UTF-8: no scripts, no outside resources. What the numbers show, and what they do
// not, is derived from them. `created` is the date as it shall be printed, or empty. Errors:
// kInvalidArgument when no row was judged, or the reference is no row that was.
std::string render_comparison(const Comparison& comparison, const std::string& created);

// The learning curves of all trained rows as one SVG that carries the notice. Without curves:
// empty. Errors: as render_comparison.
std::string render_curves(const Comparison& comparison);

}  // namespace myolens
