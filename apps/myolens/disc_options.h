// Options of all commands that read screens: which of the polar maps on them is meant.
#pragma once

#include <optional>
#include <string>

#include "myolens/polarmap/screen_preparation.h"

namespace CLI {
class App;
}

namespace myolens {

struct DiscOptions {
  std::string disc;
  std::string layout;  // file
  int frame = 0;       // 0: not given
};

void add_disc_options(CLI::App& app, DiscOptions& options);

// `--frame`, also for commands that choose no map.
void add_frame_option(CLI::App& app, int& frame);

// As decode_screen takes it.
std::optional<int> frame_of(int option);

// Errors: as read_layout; kInvalidArgument for a disc that cannot be.
DiscChoice disc_choice(const DiscOptions& options);

}  // namespace myolens
