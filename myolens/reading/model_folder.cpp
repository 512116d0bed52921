#include "myolens/reading/model_folder.h"

#include "myolens/base/error.h"

namespace myolens {

ModelBundle read_model(const std::filesystem::path& folder) {
  for (const auto& candidate : {folder, folder / "bundle"}) {
    if (std::filesystem::exists(candidate / "bundle.json")) return read_bundle(candidate);
  }
  if (std::filesystem::exists(folder / "state")) {
    throw Error(ErrorCode::kNotFound, folder.string() +
                                          " holds no trained model yet; finish its training with "
                                          "`myolens resume " +
                                          folder.string() + "`");
  }
  throw Error(ErrorCode::kNotFound,
              folder.string() +
                  " holds no trained model; give a run folder of `myolens train` or its bundle");
}

}  // namespace myolens
