// Options of all commands that read screens: which of the polar maps on them is meant.
#pragma once

#include <string>

#include "myolens/polarmap/screen_preparation.h"

namespace CLI {
class App;
}

namespace myolens {

struct DiscOptions {
  std::string disc;
  std::string layout;  // file
};

void add_disc_options(CLI::App& app, DiscOptions& options);

// Errors: as read_layout.
DiscChoice disc_choice(const DiscOptions& options);

}  // namespace myolens
