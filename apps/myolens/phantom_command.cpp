#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/one_of.h"
#include "myolens/phantom/cohort_writer.h"

namespace myolens {
namespace {

constexpr std::string_view kMixedLayouts = "mixed";

struct Options {
  std::string out;
  CohortRequest request;
  std::string label_mode = std::string(label_mode_name(LabelMode::kExpert));
  std::string colour_scale = std::string(kUsualColourScale);
  std::string layout = std::string(screen_layout_name(ScreenLayout::kSingle));
  std::string images = "stress";
  bool uncorrected = false;
  bool one_department = false;
};

CommandResult run(const Options& options, Context& context) {
  CohortRequest request = options.request;
  request.seed = context.seed;
  request.label_mode = find_label_mode(options.label_mode);
  if (options.uncorrected) request.image = kStressUncorrected;
  CohortWriteOptions write{.colour_scale = options.colour_scale,
                           .images = find_image_choice(options.images),
                           .one_department = options.one_department,
                           .threads = context.threads};
  write.layout = options.layout == kMixedLayouts
                     ? std::nullopt
                     : std::optional(find_screen_layout(options.layout));
  write_phantom_cohort(request, options.out, write, context.progress);
  CommandResult result;
  result.json = {{"out", options.out},
                 {"patients", request.patients},
                 {"cad", request.cad},
                 {"seed", request.seed},
                 {"label_mode", options.label_mode},
                 {"colour_scale", options.colour_scale},
                 {"layout", options.layout},
                 {"images", options.images},
                 {"view", view_name(request.image.view)},
                 {"synthetic", true}};
  const bool shows_one_map = write.layout && shown_images(*write.layout, request.image).size() == 1;
  result.text = "Drew " + std::to_string(request.patients) + " synthetic patients, " +
                std::to_string(request.cad) + " of them called CAD, in " + options.out +
                "\nNext: myolens prepare " + options.out + " --out prepared/" +
                (shows_one_map ? "" : " --disc NUMBER, for there are several maps on a screen") +
                "\n" + kNotice + "\n";
  return result;
}

std::vector<std::string> layout_names() {
  std::vector<std::string> names;
  for (const ScreenLayout layout : kScreenLayouts) names.emplace_back(screen_layout_name(layout));
  names.emplace_back(kMixedLayouts);
  return names;
}

std::vector<std::string> scale_names() {
  std::vector<std::string> names;
  for (const ColourScale& scale : colour_scales()) names.emplace_back(scale.name);
  names.emplace_back(kMixedColourScales);
  return names;
}

void add_options(CLI::App& app, Options& options) {
  app.add_option("--out", options.out, "New folder for the cohort")->required();
  app.add_option("--patients", options.request.patients, "Number of patients")
      ->capture_default_str();
  app.add_option("--cad", options.request.cad, "How many of them are labelled CAD")
      ->capture_default_str();
  app.add_option("--labels", options.label_mode, "Who decides the label: expert or angiography")
      ->capture_default_str();
  app.add_flag("--uncorrected", options.uncorrected,
               "Read labels from, and show, images without attenuation correction");
  app.add_option("--images", options.images,
                 "Images of each patient: stress, pair (stress and rest), or all (AC and NAC too)")
      ->capture_default_str();
  app.add_option("--layout", options.layout, "What a screen looks like; mixed: any of these")
      ->check(one_of(layout_names()))
      ->capture_default_str();
  app.add_flag("--one-department", options.one_department,
               "Discs of one layout stand at the same places on all screens");
  app.add_option("--colour-scale", options.colour_scale,
                 "Scale of all screens; mixed: one drawn for each")
      ->check(one_of(scale_names()))
      ->capture_default_str();
}

}  // namespace

Command phantom_command() {
  return {"phantom", "Data", "Draw synthetic patients as vendor-like screens",
          "myolens phantom --out screens/ --patients 218 --cad 130 --seed 1",
          [](CLI::App& app) -> Job {
            auto options = std::make_shared<Options>();
            add_options(app, *options);
            return [options](Context& context) { return run(*options, context); };
          }};
}

}  // namespace myolens
