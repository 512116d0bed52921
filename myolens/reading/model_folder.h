// A model named by the user: a bundle's folder, or the run folder that holds one.
#pragma once

#include <filesystem>

#include "myolens/classifier/bundle.h"

namespace myolens {

// Errors: kNotFound when neither is there; of read_bundle.
ModelBundle read_model(const std::filesystem::path& folder);

}  // namespace myolens
