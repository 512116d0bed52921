#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <malloc.h>
#include <memory>

#include "apps/myolens/command.h"
#include "apps/myolens/disc_options.h"
#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/cohort/manifest.h"
#include "myolens/cohort/preparation.h"
#include "myolens/cohort/preparation_record.h"
#include "myolens/cohort/pseudonym.h"
#include "myolens/imaging/colour_scale.h"
#include "myolens/report/contact_sheet.h"
#include "myolens/report/flag_meanings.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 5> kTextColumns{"file", "source_sha256", "colour_scale",
                                                       "flags", "notes"};

struct Options {
  std::string input;
  std::string out;
  std::string positive;
  DiscOptions disc;
  ColourHandling colours;
  std::string reference_standard;
  bool pseudonyms = false;
  std::string pseudonym_key;
  std::string link;
};

// The rows of preparation.csv: where each disc was found, and what a person should look at.
nlohmann::ordered_json prepared_files(const fs::path& folder) {
  const Table table = read_table(folder / kPreparationName);
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const auto& row : table.rows) {
    nlohmann::ordered_json file;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string& column = table.columns[i];
      if (std::ranges::find(kTextColumns, column) != kTextColumns.end()) {
        file[column] = row[i];
      } else {
        file[column] = parse_number(row[i], std::string(kPreparationName));
      }
    }
    files.push_back(std::move(file));
  }
  return files;
}

nlohmann::ordered_json refused_json(const std::vector<RefusedScreen>& refused) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const RefusedScreen& screen : refused) {
    list.push_back({{"file", screen.file.string()}, {"reason", screen.reason}});
  }
  return list;
}

PrepareOptions prepare_options(const Options& options, size_t threads) {
  return {.threads = threads,
          .positive_label = options.positive,
          .choice = disc_choice(options.disc),
          .frame = frame_of(options.disc.frame),
          .colours = options.colours,
          .reference_standard = options.reference_standard,
          .pseudonym_key = options.pseudonym_key.empty() ? default_pseudonym_key_path()
                                                         : fs::path(options.pseudonym_key),
          .pseudonyms_for_all = options.pseudonyms,
          .finish = write_contact_sheet};
}

// Who is who: never inside the folder that may be passed on, and for its owner only.
void check_link(const Options& options) {
  if (options.link.empty()) return;
  const fs::path link = fs::absolute(options.link).lexically_normal();
  const fs::path out = fs::absolute(options.out).lexically_normal();
  if (path_within(link, out) != link.string()) {
    throw Error(ErrorCode::kInvalidArgument,
                "the link file tells who the patients are: keep it outside of " + options.out);
  }
  if (fs::exists(link)) {
    throw Error(ErrorCode::kInvalidArgument, options.link + " exists already");
  }
}

// As the user gives them.
std::string scale_names() {
  std::string names;
  for (const ColourScale& scale : colour_scales()) {
    names += (names.empty() ? "" : ", ") + std::string(scale.name);
  }
  return names;
}

void write_link(const std::map<std::string, std::string>& pseudonyms, const std::string& file) {
  Table table{{"patient", "pseudonym"}, {}};
  for (const auto& [patient, name] : pseudonyms) table.rows.push_back({patient, name});
  write_private_file(file, format_table(table));
}

// What was not taken over, without the names of files, which may be patients' own.
void note_left_out(const PreparationSummary& summary, Progress& progress) {
  if (!summary.left_out.empty()) {
    progress.note(std::to_string(summary.left_out.size()) +
                  " files are no pictures and were left out; `myolens cohort check` names them");
  }
  for (const auto& [column, reason] : summary.left_out_columns) {
    progress.note("the column " + column + " was left out, since it may tell who a patient is: " +
                  reason + "; rename it if it does not");
  }
}

// Each screen takes and frees the same few large pictures: without this, the system clears their
// pages again and again, which costs a tenth of the time.
void keep_freed_memory() {
  constexpr int kLargestPicture = 64 << 20;
  constexpr int kKept = 256 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kLargestPicture);
  ::mallopt(M_TRIM_THRESHOLD, kKept);
}

CommandResult run(const Options& options, Context& context) {
  check_link(options);
  keep_freed_memory();
  const PrepareOptions settings = prepare_options(options, context.threads);
  const bool had_key = fs::exists(settings.pseudonym_key);
  const PreparationSummary summary =
      prepare_cohort(options.input, options.out, settings, context.progress);
  const bool linked = !options.link.empty() && !summary.pseudonyms.empty();
  if (linked) write_link(summary.pseudonyms, options.link);
  if (!had_key && fs::exists(settings.pseudonym_key)) {
    context.progress.note("made the key for pseudonyms, " + settings.pseudonym_key.string() +
                          ": keep it, and keep it secret; the same key gives the same pseudonyms");
  }
  note_left_out(summary, context.progress);
  CommandResult result;
  result.json = {{"out", options.out},
                 {"images", summary.images},
                 {"patients", summary.patients},
                 {"images_per_label", summary.images_per_label},
                 {"images_per_flag", summary.images_per_flag},
                 {"left_out", summary.left_out.size()},
                 {"left_out_columns", summary.left_out_columns},
                 {"pseudonyms", !summary.pseudonyms.empty()},
                 {"uptake", options.colours.uptake},
                 {"contact_sheet", (fs::path(options.out) / kContactSheetName).string()},
                 {"refused", refused_json(summary.refused)},
                 {"synthetic", summary.synthetic},
                 {"files", prepared_files(options.out)}};
  result.text = "Prepared " + std::to_string(summary.images) + " pictures of " +
                std::to_string(summary.patients) + " patients in " + options.out + "\n";
  if (summary.synthetic) result.text += "The pictures are synthetic.\n";
  for (const auto& [label, count] : summary.images_per_label) {
    result.text += "  " + label + ": " + std::to_string(count) + "\n";
  }
  for (const RefusedScreen& screen : summary.refused) {
    result.text += "Refused: " + screen.reason + "\n";
  }
  if (!summary.refused.empty()) {
    result.text += std::to_string(summary.refused.size()) + " refused, named above\n";
    result.exit_code = kExitBadInput;
  }
  for (const auto& [flag, count] : summary.images_per_flag) {
    const bool note = flag_meaning(flag).weight == FlagWeight::kNote;
    result.text += (note ? "" : "Look at these yourself: ") + flag + " in " +
                   std::to_string(count) + (note ? "\n" : ", named in preparation.csv\n");
  }
  if (!options.link.empty() && !linked) {
    result.text += "No link file: patients keep the manifest's names without --pseudonyms\n";
  }
  if (!summary.pseudonyms.empty()) {
    result.text += "Patients are named by pseudonyms" +
                   (linked ? "; " + options.link + " says who is who: keep it safe\n"
                           : std::string("; --link FILE writes who is who\n"));
  }
  result.text += "Look through " + (fs::path(options.out) / kContactSheetName).string() +
                 " before you train.\n";
  result.text += std::string(kNotice) + "\n";
  return result;
}

}  // namespace

Command prepare_command() {
  return {"prepare", "Data", "Cut the polar maps out of screens and clean them",
          "myolens prepare screens/ --out prepared/", [](CLI::App& app) -> Job {
            auto options = std::make_shared<Options>();
            app.add_option("input", options->input,
                           "Manifest (patient, file, label), or folder with one sub-folder per "
                           "class, or folder of unlabelled pictures")
                ->required()
                ->type_name("PATH");
            app.add_option("--out", options->out, "New folder for the result")
                ->required()
                ->type_name("DIR");
            app.add_option("--positive", options->positive,
                           "Label that means disease (CAD unless given)")
                ->type_name("LABEL");
            add_disc_options(app, options->disc);
            auto* uptake = app.add_flag("--uptake", options->colours.uptake,
                                        "Turn colours back into relative uptake along the screen's "
                                        "colour scale; prediction then does the same");
            app.add_option("--colour-scale", options->colours.colour_scale,
                           "Scale of all screens, where it is not recognised: " + scale_names())
                ->type_name("NAME")
                ->needs(uptake);
            app.add_option("--reference-standard", options->reference_standard,
                           "How the labels were established, for the report (unless given: the "
                           "manifest's column reference_standard)")
                ->type_name("TEXT");
            app.add_flag("--pseudonyms", options->pseudonyms,
                         "Replace the manifest's patients by pseudonyms, as is always done with "
                         "names of files and folders");
            app.add_option("--pseudonym-key", options->pseudonym_key,
                           "File of 32 secret bytes; made when missing (your configuration folder "
                           "unless given)")
                ->type_name("FILE");
            app.add_option("--link", options->link,
                           "New file, readable by you only, that says which patient has which "
                           "pseudonym")
                ->type_name("FILE");
            return [options](Context& context) { return run(*options, context); };
          }};
}

}  // namespace myolens
