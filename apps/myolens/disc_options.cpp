#include "apps/myolens/disc_options.h"

#include <CLI/CLI.hpp>
#include <limits>

#include "apps/myolens/whole_number.h"
#include "myolens/base/error.h"

namespace myolens {

void add_disc_options(CLI::App& app, DiscOptions& options) {
  app.add_option("--disc", options.disc,
                 "Which polar map of a screen with several: a number from top to bottom, largest, "
                 "top, bottom, left, right, or a name of the layout")
      ->type_name("NAME");
  app.add_option("--layout", options.layout,
                 "Layout file of the department's screens, which `myolens layout detect` proposes")
      ->type_name("FILE");
  add_frame_option(app, options.frame);
}

void add_frame_option(CLI::App& app, int& frame) {
  app.add_option("--frame", frame, "Which frame of DICOM objects that have several, from 1")
      ->type_name("N")
      ->check(whole_number(1, std::numeric_limits<int>::max()));
}

std::optional<int> frame_of(int option) {
  return option == 0 ? std::nullopt : std::optional(option);
}

DiscChoice disc_choice(const DiscOptions& options) {
  DiscChoice choice;
  choice.disc = options.disc;
  if (!options.layout.empty()) choice.layout = read_layout(options.layout);
  if (choice.disc.empty()) return choice;  // rows of a manifest may name their own
  if (const auto fault = disc_name_fault(choice))
    throw Error(ErrorCode::kInvalidArgument, "--disc: " + *fault);
  return choice;
}

}  // namespace myolens
