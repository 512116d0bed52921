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

// The pictures that are named, and what stands in the way of others.
struct CaseInputs {
  std::vector<CaseFile> pictures;
  std::vector<std::pair<std::string, std::string>> faults;  // folder or manifest, message
};

void add_folder(const fs::path& folder, CaseInputs& inputs) {
  const PictureFiles found = find_pictures(folder);
  for (const fs::path& file : found.pictures) inputs.pictures.push_back({file});
  for (const Problem& problem : found.unreadable)
    inputs.faults.emplace_back(folder.string(), problem.text);
}

void add_manifest(const fs::path& manifest, CaseInputs& inputs) {
  const CohortReading reading = scan_cohort(manifest, {.label_use = LabelUse::kNone});
  for (const CohortEntry& entry : reading.cohort.entries) {
    if (entry.faulty) continue;
    inputs.pictures.push_back(
        {entry.file, normal_group_of(entry), entry.attribute("disc"), entry.frame});
  }
  for (const Problem& problem : reading.problems.all())
    inputs.faults.emplace_back(manifest.string(), manifest.string() + ": " + problem.text);
}

CaseInputs find_inputs(const std::vector<std::string>& names) {
  CaseInputs inputs;
  for (const fs::path name : names) {
    if (!fs::is_directory(name)) {
      for (const fs::path& file : list_files(name)) inputs.pictures.push_back({file});
    } else if (fs::exists(name / kManifestName)) {
      add_manifest(name / kManifestName, inputs);
    } else {
      add_folder(name, inputs);
    }
  }
  if (inputs.pictures.empty() && inputs.faults.empty()) {
    throw Error(ErrorCode::kBadData,
                "no picture (JPEG, PNG, BMP, TIFF, DICOM) in the folders given");
  }
  return inputs;
}

// What the manifest knows goes before what the user says of all.
NormalGroup with_default(const NormalGroup& known, const NormalGroup& otherwise) {
  const auto first = [](const std::string& a, const std::string& b) { return a.empty() ? b : a; };
  return {first(known.view, otherwise.view), first(known.state, otherwise.state),
          first(known.sex, otherwise.sex)};
}

void add_fault(const std::string& file, const std::string& message, CommandResult& result) {
  result.json["errors"].push_back({{"file", file}, {"message", message}});
  result.text += "not read: " + message + "\n";
  result.exit_code = kExitBadInput;
}

void add_faults(const CaseInputs& inputs, CommandResult& result) {
  result.json["errors"] = nlohmann::ordered_json::array();
  for (const auto& [file, message] : inputs.faults) add_fault(file, message, result);
}

// Calls `read` for a picture that may be no good.
void try_to(const std::string& file, CommandResult& result, const std::function<void()>& read) {
  try {
    read();
  } catch (const Error& error) {
    const bool of_this_file =
        exit_code_for(error.code()) == kExitBadInput || error.code() == ErrorCode::kReadFailed;
    if (!of_this_file) throw;
    add_fault(file, error.what(), result);
  }
}

void check_outputs(const std::vector<CaseFile>& pictures, const std::vector<std::string>& outputs) {
  std::error_code none;
  for (const std::string& output : outputs) {
    if (output.empty() || !fs::exists(output, none)) continue;
    for (const CaseFile& picture : pictures) {
      if (!fs::equivalent(picture.file, output, none)) continue;
      throw Error(ErrorCode::kInvalidArgument,
                  output + " is one of the pictures to read; name another file to write");
    }
  }
}

}  // namespace

CommandResult for_each_picture(const std::vector<std::string>& names, Context& context,
                               const std::function<void(const fs::path&, CommandResult&)>& read) {
  const CaseInputs inputs = find_inputs(names);
  CommandResult result;
  add_faults(inputs, result);
  context.progress.begin("reading", inputs.pictures.size());
  for (const CaseFile& picture : inputs.pictures) {
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

CommandResult for_each_case(const std::vector<std::string>& names, CaseReader& reader,
                            const CaseJob& job, Context& context, const CaseTaker& add) {
  const ClinicalTable clinical(reader.bundle(), job.options.clinical);
  const CaseFileOptions options{disc_choice(job.options.disc), frame_of(job.options.disc.frame),
                                context.threads, &clinical, job.explain};
  CaseInputs inputs = find_inputs(names);
  std::vector<CaseFile>& cases = inputs.pictures;
  for (CaseFile& one : cases) one.group = with_default(one.group, job.group);
  check_outputs(cases, job.outputs);
  CommandResult result;
  result.json["cases"] = nlohmann::ordered_json::array();
  add_faults(inputs, result);
  context.progress.begin("reading", cases.size());
  read_case_files(reader, cases, options, [&](size_t i, const CaseFileReading& one) {
    try_to(case_text(cases[i]), result, [&] {
      if (one.failure) throw *one.failure;
      add(cases[i], one, result);
    });
    context.progress.advance();
  });
  context.progress.end();
  return result;
}

std::string case_text(const CaseFile& one) {
  std::string text = one.file.string();
  if (one.frame) text += ", frame " + std::to_string(*one.frame);
  if (!one.disc.empty()) text += ", disc " + one.disc;
  return text;
}

nlohmann::ordered_json case_json(const CaseFile& one) {
  nlohmann::ordered_json json{{"file", one.file.string()}};
  if (one.frame) json["frame"] = *one.frame;
  if (!one.disc.empty()) json["disc"] = one.disc;
  return json;
}

void add_refusal(const CaseFile& one, const std::vector<std::string>& reasons,
                 CommandResult& result) {
  nlohmann::ordered_json answer = case_json(one);
  answer.update({{"assessed", false}, {"reasons", reasons}});
  result.json["cases"].push_back(std::move(answer));
  if (result.exit_code == kExitDone) result.exit_code = kExitRefused;
}

}  // namespace myolens
