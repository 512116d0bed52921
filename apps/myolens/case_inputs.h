// The pictures that a user names on the command line: files, and folders searched for pictures.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apps/myolens/command.h"
#include "apps/myolens/disc_options.h"
#include "myolens/reading/case_files.h"

namespace myolens {

using PictureTaker = std::function<void(const CaseFile&, CommandResult&)>;

// Reads every picture with `read`, which adds its answer to the result. Pictures that cannot be
// read do not stop the others: each is named, as is whatever else is wrong with a folder or its
// manifest, and the exit code says bad input. Rows of a manifest that mean one screen are one
// picture. Errors: kNotFound, kBadData (no picture at all); kInvalidArgument when one of the
// `outputs` would be written over a file that is read.
CommandResult for_each_picture(const std::vector<std::string>& inputs,
                               const std::vector<std::string>& outputs, Context& context,
                               const PictureTaker& read);

struct CaseOptions {
  DiscOptions disc{};
  std::string clinical{};  // table of clinical values, see ClinicalTable
};

// How each case is found and what is known of it. `options` must outlive `app`.
void add_case_options(CLI::App& app, CaseOptions& options);

struct CaseJob {
  CaseOptions options{};
  bool explain = false;
  NormalGroup group{};                 // of pictures whose manifest does not say
  std::vector<std::string> outputs{};  // files that the command will write; empty names are none
};

using CaseTaker = std::function<void(const CaseFile&, const CaseFileReading&, CommandResult&)>;

// The same with the readings of a model, several at a time, in the order of the pictures. With
// `explain`, what may be assessed is explained too. The disc, frame and group that a manifest gives
// go before those of the job. Errors: also of read_case_files, disc_choice and ClinicalTable.
CommandResult for_each_case(const std::vector<std::string>& inputs, CaseReader& reader,
                            const CaseJob& job, Context& context, const CaseTaker& add);

// `FILE, frame 2, disc top`, frame and disc as far as a manifest gives them; and the same as JSON.
std::string case_text(const CaseFile& one);
nlohmann::ordered_json case_json(const CaseFile& one);

// A case that must not be assessed, in the result's JSON: no call, the reasons in words; and the
// exit code that says so unless something worse has happened.
void add_refusal(const CaseFile& one, const std::vector<std::string>& reasons,
                 CommandResult& result);

}  // namespace myolens
