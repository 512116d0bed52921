#include "apps/myolens/case_inputs.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/cohort/manifest.h"
#include "myolens/cohort/picture_files.h"

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

}  // namespace

CommandResult for_each_case(const std::vector<std::string>& inputs, Context& context,
                            const std::function<void(const fs::path&, CommandResult&)>& read) {
  CommandResult result;
  const auto pictures = pictures_of(inputs);
  context.progress.begin("reading", pictures.size());
  for (const fs::path& picture : pictures) {
    try {
      read(picture, result);
    } catch (const Error& error) {
      if (exit_code_for(error.code()) != kExitBadInput) throw;
      result.json["errors"].push_back({{"file", picture.string()}, {"message", error.what()}});
      result.text += "not read: " + std::string(error.what()) + "\n";
      result.exit_code = kExitBadInput;
    }
    context.progress.advance();
  }
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
