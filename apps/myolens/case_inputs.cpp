#include "apps/myolens/case_inputs.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/cohort/manifest.h"
#include "myolens/cohort/picture_files.h"
#include "myolens/experiment/baselines.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

struct CaseInput {
  fs::path file;
  NormalGroup group{};  // as a manifest says
};

// Those of its manifest, or all that lie in it.
std::vector<CaseInput> pictures_in(const fs::path& folder) {
  std::vector<CaseInput> pictures;
  if (!fs::exists(folder / kManifestName)) {
    for (const fs::path& file : find_pictures(folder).pictures) pictures.push_back({file});
    return pictures;
  }
  for (const CohortEntry& entry : scan_cohort(folder, {.allow_unlabelled = true}).cohort.entries) {
    if (std::ranges::find(pictures, entry.file, &CaseInput::file) == pictures.end())
      pictures.push_back({entry.file, normal_group_of(entry)});
  }
  return pictures;
}

std::vector<CaseInput> pictures_of(const std::vector<std::string>& inputs) {
  std::vector<CaseInput> pictures;
  for (const fs::path input : inputs) {
    if (fs::is_directory(input)) {
      const auto found = pictures_in(input);
      pictures.insert(pictures.end(), found.begin(), found.end());
    } else {
      for (const fs::path& file : list_files(input)) pictures.push_back({file});
    }
  }
  if (pictures.empty()) {
    throw Error(ErrorCode::kBadData,
                "no picture (JPEG, PNG, BMP, TIFF, DICOM) in the folders given");
  }
  return pictures;
}

// What the manifest knows goes before what the user says of all.
NormalGroup with_default(const NormalGroup& known, const NormalGroup& otherwise) {
  const auto first = [](const std::string& a, const std::string& b) { return a.empty() ? b : a; };
  return {first(known.view, otherwise.view), first(known.state, otherwise.state),
          first(known.sex, otherwise.sex)};
}

// Calls `read` for a picture that may be no good.
void try_to(const std::string& file, CommandResult& result, const std::function<void()>& read) {
  try {
    read();
  } catch (const Error& error) {
    const bool of_this_file =
        exit_code_for(error.code()) == kExitBadInput || error.code() == ErrorCode::kReadFailed;
    if (!of_this_file) throw;
    result.json["errors"].push_back({{"file", file}, {"message", error.what()}});
    result.text += "not read: " + std::string(error.what()) + "\n";
    result.exit_code = kExitBadInput;
  }
}

void check_outputs(const std::vector<fs::path>& pictures, const std::vector<std::string>& outputs) {
  std::error_code none;
  for (const std::string& output : outputs) {
    if (output.empty() || !fs::exists(output, none)) continue;
    for (const fs::path& picture : pictures) {
      if (!fs::equivalent(picture, output, none)) continue;
      throw Error(ErrorCode::kInvalidArgument,
                  output + " is one of the pictures to read; name another file to write");
    }
  }
}

}  // namespace

CommandResult for_each_picture(const std::vector<std::string>& inputs, Context& context,
                               const std::function<void(const fs::path&, CommandResult&)>& read) {
  CommandResult result;
  const auto pictures = pictures_of(inputs);
  context.progress.begin("reading", pictures.size());
  for (const CaseInput& picture : pictures) {
    try_to(picture.file.string(), result, [&] { read(picture.file, result); });
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
    const std::vector<std::string>& inputs, CaseReader& reader, const CaseJob& job,
    Context& context,
    const std::function<void(const std::string& file, const CaseFileReading&, CommandResult&)>&
        add) {
  CommandResult result;
  std::vector<fs::path> files;
  const ClinicalTable clinical(reader.bundle(), job.options.clinical);
  CaseFileOptions options{disc_choice(job.options.disc), frame_of(job.options.disc.frame),
                          context.threads, &clinical, job.explain};
  for (const CaseInput& picture : pictures_of(inputs)) {
    files.push_back(picture.file);
    options.groups.push_back(with_default(picture.group, job.group));
  }
  check_outputs(files, job.outputs);
  context.progress.begin("reading", files.size());
  read_case_files(reader, files, options, [&](size_t i, const CaseFileReading& one) {
    const std::string file = files[i].string();
    try_to(file, result, [&] {
      if (one.failure) throw *one.failure;
      add(file, one, result);
    });
    context.progress.advance();
  });
  context.progress.end();
  return result;
}

void add_refusal(const std::string& file, const std::vector<std::string>& reasons,
                 CommandResult& result) {
  result.json["cases"].push_back({{"file", file}, {"assessed", false}, {"reasons", reasons}});
  if (result.exit_code == kExitDone) result.exit_code = kExitRefused;
}

}  // namespace myolens
