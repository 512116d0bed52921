#include "apps/myolens/case_inputs.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/cohort/manifest.h"
#include "myolens/cohort/picture_files.h"
#include "myolens/reading/case_files.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

// Those of its manifest, or all that lie in it.
std::vector<fs::path> pictures_in(const fs::path& folder) {
  if (!fs::exists(folder / kManifestName)) return find_pictures(folder).pictures;
  std::vector<fs::path> pictures;
  for (const CohortEntry& entry : scan_cohort(folder, {.allow_unlabelled = true}).cohort.entries) {
    if (std::ranges::find(pictures, entry.file) == pictures.end()) pictures.push_back(entry.file);
  }
  return pictures;
}

std::vector<fs::path> pictures_of(const std::vector<std::string>& inputs) {
  std::vector<fs::path> pictures;
  for (const fs::path input : inputs) {
    const auto found = fs::is_directory(input) ? pictures_in(input) : list_files(input);
    pictures.insert(pictures.end(), found.begin(), found.end());
  }
  if (pictures.empty()) {
    throw Error(ErrorCode::kBadData,
                "no picture (JPEG, PNG, BMP, TIFF, DICOM) in the folders given");
  }
  return pictures;
}

// Calls `read` for a picture that may be no good.
void try_to(const std::string& file, CommandResult& result, const std::function<void()>& read) {
  try {
    read();
  } catch (const Error& error) {
    if (exit_code_for(error.code()) != kExitBadInput) throw;
    result.json["errors"].push_back({{"file", file}, {"message", error.what()}});
    result.text += "not read: " + std::string(error.what()) + "\n";
    result.exit_code = kExitBadInput;
  }
}

}  // namespace

CommandResult for_each_picture(const std::vector<std::string>& inputs, Context& context,
                               const std::function<void(const fs::path&, CommandResult&)>& read) {
  CommandResult result;
  const auto pictures = pictures_of(inputs);
  context.progress.begin("reading", pictures.size());
  for (const fs::path& picture : pictures) {
    try_to(picture.string(), result, [&] { read(picture, result); });
    context.progress.advance();
  }
  context.progress.end();
  return result;
}

void add_case_options(CLI::App& app, CaseOptions& options) {
  add_disc_options(app, options.disc);
  app.add_option("--clinical", options.clinical,
                 "Table with the column file and the clinical columns that the model reads");
}

CommandResult for_each_case(
    const std::vector<std::string>& inputs, CaseReader& reader, const CaseOptions& cases,
    Context& context,
    const std::function<void(const std::string& file, const CaseReading&, CommandResult&)>& add) {
  CommandResult result;
  const auto pictures = pictures_of(inputs);
  const ClinicalTable clinical(reader.bundle(), cases.clinical);
  const CaseFileOptions options{disc_choice(cases.disc), frame_of(cases.disc.frame),
                                context.threads, &clinical};
  context.progress.begin("reading", pictures.size());
  read_case_files(reader, pictures, options, [&](size_t i, const CaseFileReading& one) {
    const std::string file = pictures[i].string();
    try_to(file, result, [&] {
      if (one.failure) throw *one.failure;
      if (one.reading.refusals.empty()) {
        add(file, one.reading, result);
      } else {
        add_refusal(file, one.reading.refusals, result);
      }
    });
    context.progress.advance();
  });
  context.progress.end();
  return result;
}

void add_refusal(const std::string& file, const std::vector<std::string>& reasons,
                 CommandResult& result) {
  result.json["cases"].push_back({{"file", file}, {"assessed", false}, {"reasons", reasons}});
  result.text += file + "  not assessed: " + CLI::detail::join(reasons, "; ") + "\n";
  if (result.exit_code == kExitDone) result.exit_code = kExitRefused;
}

}  // namespace myolens
