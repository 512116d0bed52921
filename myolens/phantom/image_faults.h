// What goes wrong between a heart and its image: attenuation, its faulty correction, motion, gut.
#pragma once

#include <vector>

#include "myolens/base/random.h"
#include "myolens/phantom/image_kind.h"
#include "myolens/phantom/mimic.h"

namespace myolens {

// Sexes differ without attenuation correction, hardly with it (Tragardh 2011, doi
// 10.1186/1471-2342-11-18).
std::vector<Mimic> draw_image_faults(ImageKind kind, bool male, RandomStream random);

}  // namespace myolens
