#include <CLI/CLI.hpp>
#include <memory>

#include "apps/myolens/case_inputs.h"
#include "apps/myolens/command.h"
#include "apps/myolens/disc_options.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/experiment/explanation.h"
#include "myolens/imaging/codec.h"
#include "myolens/reading/case_reader.h"
#include "myolens/reading/model_folder.h"

namespace myolens {
namespace {

struct Options {
  std::string model;
  std::vector<std::string> inputs;
  std::string out;
  DiscOptions disc;
};

std::string territory_text(const Explanation& explanation) {
  if (!explanation.has_positive_evidence) return "no positive evidence";
  std::string text;
  for (const Territory territory : kTerritories) {
    const double share = explanation.territory_share[static_cast<size_t>(territory)];
    text += std::string(territory_name(territory)) + " " + fixed_text(100 * share, 0) + " % (" +
            fixed_text(share / territory_area_share(territory), 2) + " x its area)  ";
  }
  return text + "outside the disc " + fixed_text(100 * explanation.outside_share, 0) + " %";
}

void write_pictures(const CaseReading& reading, const std::filesystem::path& stem) {
  const ExplanationPictures pictures = explanation_pictures(reading.map.image, reading.explanation);
  const auto write = [&](const char* kind, const Image& image) {
    write_file(stem.string() + "_" + kind + ".png", encode_png(image));
  };
  write("original", pictures.original);
  write("heat", pictures.heat);
  write("overlay", pictures.overlay);
}

CommandResult explain_cases(const Options& options, Context& context) {
  if (options.out.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "say with --out where the pictures shall go");
  }
  const DiscChoice choice = disc_choice(options.disc);
  NewFolder folder(options.out);
  CaseReader reader(read_model(options.model), static_cast<int>(context.threads));
  size_t number = 0;
  CommandResult result =
      for_each_case(options.inputs, context, [&](const auto& picture, CommandResult& out) {
        const CaseReading reading =
            reader.read(read_file(picture), picture.string(), choice, frame_of(options.disc.frame));
        if (!reading.refusals.empty()) {
          return add_refusal(picture.string(), reading.refusals, out);
        }
        const std::string stem = std::to_string(++number);  // a file's own name may be a patient's
        write_pictures(reading, folder.path() / stem);
        nlohmann::ordered_json shares = nlohmann::ordered_json::object();
        for (const Territory territory : kTerritories) {
          shares[std::string(territory_name(territory))] =
              reading.explanation.territory_share[static_cast<size_t>(territory)];
        }
        out.json["cases"].push_back(
            {{"file", picture.string()},
             {"assessed", true},
             {"call", reading.label},
             {"probability", reading.probability},
             {"positive_evidence", reading.explanation.has_positive_evidence},
             {"territory_shares", shares},
             {"outside_share", reading.explanation.outside_share},
             {"pictures", stem}});
        out.text += stem + "  " + picture.string() + "  " + reading.label + "  " +
                    fixed_text(reading.probability, 3) + "\n  " +
                    territory_text(reading.explanation) + "\n";
      });
  folder.commit();
  result.text += "Pictures: " + options.out + "\n";
  if (reader.bundle().synthetic_data)
    result.text += "The model was trained on synthetic patients.\n";
  return result;
}

CommandResult explain_test_patients(const Options& options, Context& context) {
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
  result.text += "Heat is evidence for the positive class; territories are by AHA convention.\n" +
                 std::string(kNotice) + "\n";
  return result;
}

}  // namespace

Command explain_command() {
  return {
      "explain", "Cases", "Show where a classifier looked (Grad-CAM)",
      "myolens explain run/ screen.jpg --out explained/", [](CLI::App& app) -> Job {
        auto options = std::make_shared<Options>();
        app.add_option("model", options->model, "Run folder or its bundle")->required();
        app.add_option(
            "inputs", options->inputs,
            "Screens or prepared maps, or folders of them (unless given: the run's test patients)");
        app.add_option("--out", options->out, "New folder for the pictures of the inputs");
        add_disc_options(app, options->disc);
        return [options](Context& context) { return run(*options, context); };
      }};
}

}  // namespace myolens
