#include "apps/myolens/case_inputs.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/cohort/manifest.h"
#include "myolens/cohort/picture_files.h"
#include "myolens/experiment/baselines.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

struct CaseFault {
  nlohmann::ordered_json where;  // as case_json
  std::string message;
};

// The pictures that are named, and what stands in the way of others.
struct CaseInputs {
  std::vector<CaseFile> pictures;
  std::vector<CaseFault> faults;
  std::vector<fs::path> files;  // of both, and manifests: not to be written over
};

void add_folder(const fs::path& folder, CaseInputs& inputs) {
  const PictureFiles found = find_pictures(folder);
  for (const fs::path& file : found.pictures) inputs.pictures.push_back({file});
  for (const LeftOut& one : found.unreadable) {
    inputs.faults.push_back({case_json({one.file}), one.file.string() + ": " + one.reason});
    inputs.files.push_back(one.file);
  }
}

void add_manifest(const fs::path& manifest, CaseInputs& inputs) {
  const CohortReading reading = scan_cohort(manifest, {.label_use = LabelUse::kNone});
  inputs.files.push_back(manifest);
  for (const CohortEntry& entry : reading.cohort.entries) {
    if (entry.faulty) {
      inputs.files.push_back(entry.file);
    } else {
      inputs.pictures.push_back(
          {entry.file, normal_group_of(entry), entry.attribute("disc"), entry.frame});
    }
  }
  for (const Problem& problem : reading.problems.all())
    inputs.faults.push_back({case_json({manifest}), manifest.string() + ": " + problem.text});
}

[[noreturn]] void refuse_no_picture(const CaseInputs& inputs) {
  Problems problems;
  for (const CaseFault& fault : inputs.faults) problems.add(ErrorCode::kBadData, fault.message);
  problems.throw_if_any("no picture can be read");
  throw Error(ErrorCode::kBadData, "no picture (JPEG, PNG, BMP, TIFF, DICOM) in the folders given");
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
  if (inputs.pictures.empty()) refuse_no_picture(inputs);
  for (const CaseFile& one : inputs.pictures) inputs.files.push_back(one.file);
  return inputs;
}

// A row that names a disc which cannot be is at fault; where rows name none, the user is.
void check_discs(CaseInputs& inputs, const DiscChoice& usual) {
  std::vector<CaseFile> sound;
  for (CaseFile& one : inputs.pictures) {
    const auto fault = disc_name_fault(with_own_disc(usual, one.disc));
    if (!fault) {
      sound.push_back(std::move(one));
    } else if (one.disc.empty()) {
      throw Error(ErrorCode::kInvalidArgument, *fault);
    } else {
      inputs.faults.push_back({case_json(one), case_text(one) + ": " + *fault});
    }
  }
  inputs.pictures = std::move(sound);
}

// A screen is one picture, however many of its discs have a row.
void join_rows(std::vector<CaseFile>& pictures) {
  std::set<std::pair<fs::path, int>> seen;
  std::erase_if(pictures, [&](const CaseFile& one) {
    return !seen.emplace(one.file, one.frame.value_or(0)).second;
  });
}

// What the manifest knows goes before what the user says of all.
NormalGroup with_default(const NormalGroup& known, const NormalGroup& otherwise) {
  const auto first = [](const std::string& a, const std::string& b) { return a.empty() ? b : a; };
  return {first(known.view, otherwise.view), first(known.state, otherwise.state),
          first(known.sex, otherwise.sex)};
}

void add_fault(const CaseFault& fault, CommandResult& result) {
  nlohmann::ordered_json error = fault.where;
  error["message"] = fault.message;
  result.json["errors"].push_back(std::move(error));
  result.text += "not read: " + fault.message + "\n";
  result.exit_code = kExitBadInput;
}

void add_faults(const CaseInputs& inputs, CommandResult& result) {
  result.json["errors"] = nlohmann::ordered_json::array();
  for (const CaseFault& fault : inputs.faults) add_fault(fault, result);
}

// Calls `read` for a picture that may be no good.
void try_to(const CaseFile& one, CommandResult& result, const std::function<void()>& read) {
  try {
    read();
  } catch (const Error& error) {
    const bool of_this_file =
        exit_code_for(error.code()) == kExitBadInput || error.code() == ErrorCode::kReadFailed;
    if (!of_this_file) throw;
    add_fault({case_json(one), error.what()}, result);
  }
}

void check_outputs(const std::vector<fs::path>& files, const std::vector<std::string>& outputs) {
  std::error_code none;
  for (const std::string& output : outputs) {
    if (output.empty() || !fs::exists(output, none)) continue;
    for (const fs::path& file : files) {
      if (!fs::equivalent(file, output, none)) continue;
      throw Error(ErrorCode::kInvalidArgument,
                  output + " is one of the files to read; name another file to write");
    }
  }
}

}  // namespace

CommandResult for_each_picture(const std::vector<std::string>& names,
                               const std::vector<std::string>& outputs, Context& context,
                               const PictureTaker& read) {
  CaseInputs inputs = find_inputs(names);
  check_outputs(inputs.files, outputs);
  join_rows(inputs.pictures);
  CommandResult result;
  add_faults(inputs, result);
  context.progress.begin("reading", inputs.pictures.size());
  for (const CaseFile& picture : inputs.pictures) {
    try_to(picture, result, [&] { read(picture, result); });
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
  inputs.files.insert(inputs.files.end(), {job.options.clinical, job.options.disc.layout});
  check_outputs(inputs.files, job.outputs);
  check_discs(inputs, options.disc);
  std::vector<CaseFile>& cases = inputs.pictures;
  for (CaseFile& one : cases) one.group = with_default(one.group, job.group);
  CommandResult result;
  result.json["cases"] = nlohmann::ordered_json::array();
  add_faults(inputs, result);
  context.progress.begin("reading", cases.size());
  read_case_files(reader, cases, options, [&](size_t i, const CaseFileReading& one) {
    try_to(cases[i], result, [&] {
      if (one.failure) throw *one.failure;
      add(cases[i], one, result);
    });
    context.progress.advance();
  });
  context.progress.end();
  return result;
}

std::string case_text(const CaseFile& one) { return one.file.string() + row_text(one); }

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
