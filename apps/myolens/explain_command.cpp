#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/case_inputs.h"
#include "apps/myolens/case_json.h"
#include "apps/myolens/command.h"
#include "apps/myolens/one_of.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/experiment/explanation.h"
#include "myolens/explain/activation_region.h"
#include "myolens/explain/pictures.h"
#include "myolens/imaging/codec.h"
#include "myolens/imaging/resample.h"
#include "myolens/reading/case_reader.h"
#include "myolens/reading/model_folder.h"

namespace myolens {
namespace {

constexpr const char* kOcclusion = "occlusion";

struct Options {
  std::string model;
  std::vector<std::string> inputs;
  std::string out;
  std::string method{cam_method_name(CamMethod::kGradCam)};
  ExplanationChoice choice;
  double opacity = kOverlayOpacity;
  double region = kRegionShare;
  CaseOptions cases;
};

std::string territory_text(const Explanation& explanation) {
  if (!explanation.has_positive_evidence) return "no positive evidence";
  std::string text;
  for (const Territory territory : kTerritories) {
    const auto index = static_cast<size_t>(territory);
    text += std::string(territory_name(territory)) + " " +
            fixed_text(100 * explanation.territory_share[index], 0) + " % (" +
            fixed_text(explanation.territory_ratio[index], 2) + " x its area)  ";
  }
  return text + "outside the disc " + fixed_text(100 * explanation.outside_share, 0) + " % (" +
         fixed_text(100 * explanation.outside_area_share, 0) + " % of the area)";
}

void write_pictures(const Image& picture, const Explanation& explanation, const Options& options,
                    const std::filesystem::path& stem) {
  const Size size{kExplanationSide, kExplanationSide};
  const Image map = resize(picture, size);
  const FloatImage heat = resize(explanation.heat, size);
  const FloatImage signed_heat = resize(explanation.signed_heat, size);
  const auto write = [&](const char* kind, const Image& image) {
    write_file(stem.string() + "_" + kind + ".png", encode_png(image));
  };
  write("original", map);
  write("heat", with_scale_bar(heat_picture(heat), HeatScale::kHeat));
  write("overlay", with_scale_bar(overlay_picture(map, heat, options.opacity), HeatScale::kOverlay,
                                  options.opacity));
  write("signed", with_scale_bar(signed_overlay_picture(map, signed_heat, options.opacity),
                                 HeatScale::kSignedOverlay, options.opacity));
  write("region", region_picture(map, heat, options.region));
}

CommandResult explain_cases(const Options& options, Context& context) {
  if (options.out.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "say with --out where the pictures shall go");
  }
  ExplanationChoice choice = options.choice;
  choice.occlusion = options.method == kOcclusion;
  if (!choice.occlusion) choice.method = find_cam_method(options.method);
  NewFolder folder(options.out);
  CaseReader reader = open_reader(options.model, static_cast<int>(context.threads), choice);
  size_t number = 0;
  CommandResult result = for_each_case(
      options.inputs, reader, {options.cases, true}, context,
      [&](const CaseFile& input, const CaseFileReading& one, CommandResult& out) {
        const CaseReading& reading = one.reading;
        if (!reading.refusals.empty()) {
          out.text += case_text(input) +
                      "  not assessed: " + CLI::detail::join(reading.refusals, "; ") + "\n";
          return add_refusal(input, reading.refusals, out);
        }
        const std::string stem = std::to_string(++number);  // a file's own name may be a patient's
        const CaseExplanation& explained = *one.explanation;
        write_pictures(reading.map.image, explained.map, options, folder.path() / stem);
        nlohmann::ordered_json answer = case_json(input);
        answer.update(
            {{"assessed", true}, {"call", reading.label}, {"probability", reading.probability}});
        answer.update(shares_json(explained));
        answer.update(segments_json(one));
        answer["pictures"] = stem;
        out.json["cases"].push_back(std::move(answer));
        out.text += stem + "  " + case_text(input) + "  " + reading.label + "  " +
                    fixed_text(reading.probability, 3) + "\n  " + territory_text(explained.map) +
                    "\n";
      });
  folder.commit();
  result.text += "Pictures: " + options.out + "\n";
  if (reader.summary().synthetic_data)
    result.text += "The model was trained on synthetic patients.\n";
  return result;
}

// The maps of the test patients are made for the report, all by one recipe.
void check_recipe(const Options& options) {
  const ExplanationChoice& choice = options.choice;
  const std::pair<bool, const char*> given[]{
      {!options.out.empty(), "--out"},
      {options.method != cam_method_name(CamMethod::kGradCam), "--method"},
      {!choice.layer.empty(), "--layer"},
      {!choice.class_name.empty(), "--class"},
      {options.opacity != kOverlayOpacity, "--opacity"},
      {options.region != kRegionShare, "--region"}};
  for (const auto& [is_given, name] : given) {
    if (!is_given) continue;
    throw Error(ErrorCode::kInvalidArgument,
                std::string(name) +
                    " is for pictures that are named; without any, the run's test patients are "
                    "explained as its report shows them");
  }
}

CommandResult explain_test_patients(const Options& options, Context& context) {
  check_recipe(options);
  if (is_ensemble(options.model)) {
    throw Error(ErrorCode::kInvalidArgument,
                options.model + " is an ensemble; name screens or prepared maps to explain");
  }
  if (is_bundle(options.model)) {
    throw Error(ErrorCode::kInvalidArgument,
                options.model +
                    " is a bundle without its run's test patients; name screens or prepared maps "
                    "to explain");
  }
  const RunFolder run(options.model);
  const auto cases = explain_run(run, context.threads, context.progress);
  CommandResult result;
  result.json = {{"cases", cases.size()}, {"out", run.explanations().string()}};
  result.text = "Explained " + std::to_string(cases.size()) + " test cases in " +
                run.explanations().string() + "\n";
  return result;
}

CommandResult run(const Options& options, Context& context) {
  CommandResult result = options.inputs.empty() ? explain_test_patients(options, context)
                                                : explain_cases(options, context);
  const std::string what = options.choice.class_name.empty()
                               ? "the positive class"
                               : "the logit of " + options.choice.class_name;
  result.text += "Heat is evidence for " + what + "; territories are by AHA convention. " +
                 kShareMeaning + "\n" + kNotice + "\n";
  return result;
}

Job define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  std::vector<std::string> methods;
  for (const CamMethod method : kCamMethods) methods.emplace_back(cam_method_name(method));
  methods.emplace_back(kOcclusion);
  app.add_option("model", options->model, "Run folder, its bundle, or an ensemble")->required();
  app.add_option(
      "inputs", options->inputs,
      "Screens or prepared maps, or folders of them (unless given: the run's test patients, by "
      "Grad-CAM)");
  app.add_option("--out", options->out, "New folder for the pictures of the inputs");
  app.add_option("--method", options->method,
                 "How the map is made (docs/guide/reading-cases.md); cam needs a head without "
                 "hidden layer, occlusion asks the network once per cell")
      ->check(one_of(methods))
      ->capture_default_str();
  app.add_option("--layer", options->choice.layer,
                 "Layer whose features are looked at, by name (unless given: the last one)");
  app.add_option("--class", options->choice.class_name,
                 "Explain the logit of this class alone (unless given: evidence for the positive "
                 "class)");
  app.add_option("--opacity", options->opacity, "Of the heat where it is strongest")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--region", options->region,
                 "Share of the strongest heat from which on the outlined region reaches")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str();
  add_case_options(app, options->cases);
  return [options](Context& context) { return run(*options, context); };
}

}  // namespace

Command explain_command() {
  return {"explain", "Cases", "Show where a classifier looked (class activation maps)",
          "myolens explain run/ screen.jpg --out explained/", define};
}

}  // namespace myolens
