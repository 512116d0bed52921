// Slices and 3-D views of the ventricle beside the polar maps: hollow, horseshoe- or bullet-shaped,
// in the same colours, but no discs.
#pragma once

#include "myolens/phantom/screen_style.h"

namespace myolens {

// `uptake`: kMapSide squared. The box is filled with the scale's colour for no uptake.
void paint_slice(Image& screen, const FloatImage& uptake, const ScreenSlice& slice,
                 const ColourScale& scale);

void paint_ventricle(Image& screen, const FloatImage& uptake, const ScreenVentricle& ventricle,
                     const ColourScale& scale);

}  // namespace myolens
