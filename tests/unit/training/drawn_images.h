// A set of small drawn polar maps that a network can learn: the positive ones have a dark place.
#pragma once

#include "myolens/training/two_stage.h"
#include "tests/support/temporary_folder.h"

namespace myolens {

// Writes `count` pictures into `folder`. Every second one is positive (class 0); the first two
// thirds train, the rest is for validation.
TrainingImages drawn_images(const TemporaryFolder& folder, size_t count);

}  // namespace myolens
