#include "apps/myolens/case_inputs.h"

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/cohort/sources.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> find_pictures(const std::vector<std::string>& inputs) {
  std::vector<fs::path> pictures;
  for (const fs::path input : inputs) {
    const bool named = !fs::is_directory(input);
    for (const fs::path& file : list_files(input)) {
      if (named || is_picture_name(file)) pictures.push_back(file);
    }
  }
  if (pictures.empty())
    throw Error(ErrorCode::kBadData, "no .png, .jpg or .jpeg file in the folders given");
  return pictures;
}

}  // namespace

CommandResult for_each_case(const std::vector<std::string>& inputs, Context& context,
                            const std::function<void(const fs::path&, CommandResult&)>& read) {
  CommandResult result;
  const auto pictures = find_pictures(inputs);
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

}  // namespace myolens
