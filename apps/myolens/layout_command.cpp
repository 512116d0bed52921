#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/case_inputs.h"
#include "apps/myolens/command.h"
#include "apps/myolens/disc_options.h"
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
  int frame = 0;
};

// The circles must be looked at on screens, not believed; a drawing therefore keeps the whole
// screen, with whatever is written on it.
void draw(const DiscLayout& layout, const std::vector<Image>& screens,
          const std::string& drawings) {
  NewFolder folder(drawings);
  for (size_t i = 0; i < screens.size(); ++i) {
    const std::string name = std::to_string(i + 1) + ".png";
    write_file(folder.path() / name, encode_png(drawn_layout(screens[i], layout, name)));
  }
  folder.commit();
}

CommandResult detect_layout(const Options& options, Context& context) {
  std::vector<FoundDiscs> screens;
  std::vector<Image> first_screens;  // only as many as are drawn
  CommandResult result = for_each_picture(
      options.inputs, {options.out}, context, [&](const CaseFile& picture, CommandResult&) {
        const std::string name = case_text(picture);
        const auto frame = picture.frame ? picture.frame : frame_of(options.frame);
        Image screen = decode_screen(read_file(picture.file), name, frame).shown;
        screens.push_back({name, {screen.width, screen.height}, find_discs(screen)});
        if (first_screens.size() < kDrawnScreens) first_screens.push_back(std::move(screen));
      });
  const DiscLayout layout = shared_layout(screens);
  write_file(options.out, layout_text(layout));
  if (!options.drawings.empty()) draw(layout, first_screens, options.drawings);
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

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.require_subcommand(1);
  CLI::App* detect = app.add_subcommand(
      "detect", "Propose a layout from screens, and draw it over them to be checked");
  detect->add_option("inputs", options->inputs, "Screens, or folders of them")->required();
  detect->add_option("--out", options->out, "Layout file to write (TOML)")
      ->required()
      ->type_name("FILE");
  detect
      ->add_option("--draw", options->drawings,
                   "New folder for screens with the circles drawn over them")
      ->type_name("DIR");
  add_frame_option(*detect, options->frame);
  detect->footer(
      "\nExample:\n  myolens layout detect screens/ --out layout.toml --draw check/\n\n" +
      std::string(kNotice));
  detect->fallthrough();
  return [options](Context& context) { return detect_layout(*options, context); };
}

}  // namespace

Command layout_command() {
  return {"layout", "Data", "Find where a department's screens show their polar maps",
          "myolens layout detect screens/ --out layout.toml --draw check/", define};
}

}  // namespace myolens
