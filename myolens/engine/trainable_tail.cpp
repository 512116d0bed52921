#include "myolens/engine/trainable_tail.h"

#include <dlfcn.h>
#include <filesystem>
#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

MakeTrainableTail* load_training_library() {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  const auto library = program.parent_path().parent_path() / "lib" / "libmyolens_training.so";
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* symbol = handle ? dlsym(handle, kMakeTrainableTailSymbol) : nullptr;
  if (!symbol) {
    throw Error(ErrorCode::kUnavailable, std::string("the training library cannot be loaded: ") +
                                             dlerror() + "; run ./setup again");
  }
  return reinterpret_cast<MakeTrainableTail*>(symbol);
}

}  // namespace

std::unique_ptr<TrainableTail> make_trainable_tail(const Graph& graph, const Subgraph& tail,
                                                   const WeightSet& weights,
                                                   const TailOptions& options) {
  static MakeTrainableTail* const make = load_training_library();
  return std::unique_ptr<TrainableTail>(make(graph, tail, weights, options));
}

}  // namespace myolens
