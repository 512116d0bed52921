#include "myolens/reading/model_folder.h"

#include "myolens/base/error.h"

namespace myolens {

bool is_bundle(const std::filesystem::path& folder) {
  return std::filesystem::exists(folder / "bundle.json");
}

ModelBundle read_model(const std::filesystem::path& folder) {
  if (is_ensemble(folder)) {
    throw Error(ErrorCode::kInvalidArgument,
                folder.string() + " is an ensemble of several networks; give one of its members, " +
                    (folder / "members" / "1").string());
  }
  for (const auto& candidate : {folder, folder / "bundle"}) {
    if (is_bundle(candidate)) return read_bundle(candidate);
  }
  if (std::filesystem::exists(folder / "state")) {
    throw Error(ErrorCode::kNotFound, folder.string() +
                                          " holds no trained model yet; finish its training with "
                                          "`myolens resume " +
                                          folder.string() + "`");
  }
  throw Error(ErrorCode::kNotFound, folder.string() +
                                        " holds no trained model; give a run folder of `myolens "
                                        "train`, its bundle or an ensemble");
}

CaseReader open_reader(const std::filesystem::path& folder, int threads,
                       const ExplanationChoice& choice, Precision precision) {
  if (is_ensemble(folder)) return CaseReader(read_ensemble(folder), threads, choice, precision);
  return CaseReader(read_model(folder), threads, choice, precision);
}

}  // namespace myolens
