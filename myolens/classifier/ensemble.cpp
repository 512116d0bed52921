#include "myolens/classifier/ensemble.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/json_fault.h"
#include "myolens/base/notice.h"
#include "myolens/classifier/checksum_list.h"
#include "myolens/classifier/clinical_json.h"

namespace myolens {
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

constexpr int kFormatVersion = 1;
constexpr size_t kDescriptionLimitBytes = size_t{1} << 20;

fs::path member_folder(size_t member) { return fs::path("members") / std::to_string(member + 1); }

[[noreturn]] void fail(const fs::path& file, const std::string& what) {
  throw Error(ErrorCode::kBadFormat,
              file.string() + " is not an ensemble of this program: " + what);
}

Json describe(const EnsembleDescription& ensemble) {
  return {{"notice", kNotice},
          {"format_version", kFormatVersion},
          {"program_version", ensemble.program_version},
          {"rule", name_of(ensemble.combination.rule)},
          {"rule_chosen", ensemble.rule_chosen},
          {"weights", ensemble.combination.weights},
          {"intercept", ensemble.combination.intercept},
          {"temperature", ensemble.combination.temperature},
          {"members", ensemble.members},
          {"labels", ensemble.labels},
          {"positive_label", ensemble.labels.at(0)},
          {"threshold", ensemble.threshold},
          {"threshold_rule", ensemble.threshold_rule},
          {"chosen_on", ensemble.chosen_on},
          {"synthetic_data", ensemble.synthetic_data},
          {"cohort_fingerprint", ensemble.cohort_fingerprint},
          {"cohort", ensemble.cohort},
          {"protocol", ensemble.protocol},
          {"seed", ensemble.seed}};
}

EnsembleDescription parse(const Json& json) {
  EnsembleDescription ensemble;
  json.at("program_version").get_to(ensemble.program_version);
  ensemble.combination.rule = find_combination_rule(json.at("rule").get<std::string>());
  json.at("rule_chosen").get_to(ensemble.rule_chosen);
  json.at("weights").get_to(ensemble.combination.weights);
  json.at("intercept").get_to(ensemble.combination.intercept);
  json.at("temperature").get_to(ensemble.combination.temperature);
  json.at("members").get_to(ensemble.members);
  json.at("labels").get_to(ensemble.labels);
  json.at("threshold").get_to(ensemble.threshold);
  json.at("threshold_rule").get_to(ensemble.threshold_rule);
  json.at("chosen_on").get_to(ensemble.chosen_on);
  json.at("synthetic_data").get_to(ensemble.synthetic_data);
  json.at("cohort_fingerprint").get_to(ensemble.cohort_fingerprint);
  json.at("cohort").get_to(ensemble.cohort);
  json.at("protocol").get_to(ensemble.protocol);
  json.at("seed").get_to(ensemble.seed);
  return ensemble;
}

// Errors: kInvalidArgument.
void validate(const EnsembleDescription& ensemble) {
  const auto require = [](bool holds, const std::string& message) {
    if (!holds) throw Error(ErrorCode::kInvalidArgument, message);
  };
  require(!ensemble.members.empty() && ensemble.members.size() <= kEnsembleMemberLimit,
          "an ensemble has 1 to " + std::to_string(kEnsembleMemberLimit) + " members");
  require(ensemble.combination.weights.size() == ensemble.members.size(),
          "each member of an ensemble needs a weight");
  validate(ensemble.combination);
  require(ensemble.labels.size() == 2 && ensemble.labels[0] != ensemble.labels[1],
          "two different labels are needed");
  require(ensemble.threshold >= 0 && ensemble.threshold <= 1, "a threshold in [0, 1] is needed");
}

// Why a member does not belong to the others, or "".
std::string stranger(const ModelBundle& member, const EnsembleDescription& ensemble,
                     const ModelBundle& first) {
  if (member.labels != ensemble.labels) return "its labels are others than the ensemble's";
  if (member.cohort_fingerprint != ensemble.cohort_fingerprint)
    return "it was trained on another cohort";
  if (member.colours.uptake != first.colours.uptake ||
      member.colours.colour_scale != first.colours.colour_scale)
    return "its screens are prepared otherwise than those of the first member";
  if (clinical_json(member.clinical) != clinical_json(first.clinical))
    return "it reads other clinical columns than the first member";
  return "";
}

void check_members(const ModelEnsemble& ensemble, ErrorCode code) {
  for (size_t i = 0; i < ensemble.members.size(); ++i) {
    const std::string why =
        stranger(ensemble.members[i], ensemble.description, ensemble.members[0]);
    if (!why.empty()) {
      throw Error(code,
                  ensemble.description.members[i] + " does not belong to the ensemble: " + why);
    }
  }
}

std::vector<std::string> listed_files(size_t members) {
  std::vector<std::string> files{kEnsembleFile};
  for (size_t i = 0; i < members; ++i)
    files.push_back((member_folder(i) / kChecksumListFile).string());
  return files;
}

std::vector<std::string_view> views_of(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

}  // namespace

bool is_ensemble(const fs::path& folder) { return fs::exists(folder / kEnsembleFile); }

void write_ensemble(const EnsembleDescription& description, const std::vector<fs::path>& bundles,
                    const fs::path& folder) {
  validate(description);
  if (bundles.size() != description.members.size())
    throw Error(ErrorCode::kInvalidArgument, "each member of an ensemble needs a bundle");
  ModelEnsemble ensemble{description, {}};
  for (size_t i = 0; i < bundles.size(); ++i) {
    copy_bundle(bundles[i], folder / member_folder(i));
    ensemble.members.push_back(read_bundle(folder / member_folder(i)));
  }
  check_members(ensemble, ErrorCode::kInvalidArgument);
  write_file(folder / kEnsembleFile, describe(description).dump(2) + "\n");
  write_checksum_list(folder, views_of(listed_files(bundles.size())));
}

EnsembleDescription read_ensemble_description(const fs::path& folder) {
  const fs::path file = folder / kEnsembleFile;
  try {
    const Json json = Json::parse(read_text_file(file, kDescriptionLimitBytes));
    if (json.at("format_version") != kFormatVersion) {
      fail(file, "its format version is " + json.at("format_version").dump() + ", not " +
                     std::to_string(kFormatVersion) +
                     "; put it together again with this version of Myolens");
    }
    EnsembleDescription ensemble = parse(json);
    validate(ensemble);
    check_checksum_list(folder, views_of(listed_files(ensemble.members.size())));
    return ensemble;
  } catch (const Json::exception& error) {
    fail(file, json_fault(error));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kInvalidArgument) throw;
    fail(file, error.what());  // a value in the file, not an argument of the caller
  }
}

ModelEnsemble read_ensemble(const fs::path& folder) {
  ModelEnsemble ensemble{read_ensemble_description(folder), {}};
  for (size_t i = 0; i < ensemble.description.members.size(); ++i)
    ensemble.members.push_back(read_bundle(folder / member_folder(i)));
  check_members(ensemble, ErrorCode::kBadData);
  return ensemble;
}

}  // namespace myolens
