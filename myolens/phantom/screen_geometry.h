// Where the parts of a synthetic screen stand.
#pragma once

#include "myolens/phantom/screen_style.h"

namespace myolens {

// Fills in discs, slices, 3-D views and colour bars of a screen of `style.size`.
void place_column(RandomStream& random, AttenuationView view, ScreenStyle& style);
void place_grid(RandomStream& random, ScreenStyle& style);
void place_one_disc(RandomStream& random, ImageKind image, ScreenStyle& style);

}  // namespace myolens
