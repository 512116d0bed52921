#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/case_inputs.h"
#include "apps/myolens/command.h"
#include "myolens/base/file.h"
#include "myolens/dicom/picture_file.h"
#include "myolens/imaging/codec.h"
#include "myolens/polarmap/disc_finder.h"
#include "myolens/polarmap/disc_layout.h"

namespace myolens {
namespace {

constexpr size_t kDrawnScreens = 12;

struct Options {
  std::vector<std::string> inputs;
  std::string out;
  std::string drawings;
};

// The circles must be looked at on screens, not believed; a drawing therefore keeps the whole
// screen, with whatever is written on it.
void draw(const DiscLayout& layout, const std::vector<std::string>& files,
          const std::string& drawings) {
  NewFolder folder(drawings);
  for (size_t i = 0; i < std::min(files.size(), kDrawnScreens); ++i) {
    const Image screen = decode_screen(read_file(files[i]), files[i]).shown;
    write_file(folder.path() / (std::to_string(i + 1) + ".png"),
               encode_png(drawn_layout(screen, layout, files[i])));
  }
  folder.commit();
}

CommandResult run(const Options& options, Context& context) {
  std::vector<FoundDiscs> screens;
  std::vector<std::string> files;
  CommandResult result =
      for_each_case(options.inputs, context, [&](const auto& picture, CommandResult&) {
        const Image screen = decode_screen(read_file(picture), picture.string()).shown;
        screens.push_back({picture.string(), {screen.width, screen.height}, find_discs(screen)});
        files.push_back(picture.string());
      });
  const DiscLayout layout = shared_layout(screens);
  write_file(options.out, layout_text(layout));
  if (!options.drawings.empty()) draw(layout, files, options.drawings);
  result.json["out"] = options.out;
  result.json["screens"] = screens.size();
  for (const LayoutDisc& disc : layout.discs) {
    result.json["discs"].push_back(
        {{"name", disc.name}, {"x", disc.x}, {"y", disc.y}, {"radius", disc.radius}});
  }
  result.text += std::to_string(layout.discs.size()) + " polar maps shared by the " +
                 std::to_string(screens.size()) + " screens, in " + options.out +
                 "\nCheck the circles, and give them names (stress, rest, ...) in the file.\n";
  if (!options.drawings.empty()) {
    result.text += "Drawn over the first screens in " + options.drawings +
                   ", with whatever is written on them: these pictures may show patients' names.\n";
  }
  result.text += std::string(kNotice) + "\n";
  return result;
}

}  // namespace

Command layout_command() {
  return {"layout", "Data", "Find where a department's screens show their polar maps",
          "myolens layout screens/ --out layout.toml --draw layout-check/",
          [](CLI::App& app) -> Job {
            auto options = std::make_shared<Options>();
            app.add_option("inputs", options->inputs, "Screens, or folders of them")->required();
            app.add_option("--out", options->out, "Layout file to write (TOML)")
                ->required()
                ->type_name("FILE");
            app.add_option("--draw", options->drawings,
                           "New folder for screens with the circles drawn over them")
                ->type_name("DIR");
            return [options](Context& context) { return run(*options, context); };
          }};
}

}  // namespace myolens
