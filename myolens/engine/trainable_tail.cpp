#include "myolens/engine/trainable_tail.h"

#include <dlfcn.h>
#include <filesystem>
#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

[[noreturn]] void fail() {
  throw Error(ErrorCode::kUnavailable, std::string("the training library cannot be loaded: ") +
                                           dlerror() + "; run ./setup again");
}

void* open_training_library() {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  const auto library = program.parent_path().parent_path() / "lib" / "libmyolens_training.so";
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) fail();
  return handle;
}

template <typename Function>
Function* training_symbol(const char* name) {
  static void* const kLibrary = open_training_library();
  void* symbol = dlsym(kLibrary, name);
  if (!symbol) fail();
  return reinterpret_cast<Function*>(symbol);
}

}  // namespace

std::unique_ptr<TrainableTail> make_trainable_tail(const Graph& graph, const Subgraph& tail,
                                                   const WeightSet& weights,
                                                   const TailOptions& options) {
  static MakeTrainableTail* const make =
      training_symbol<MakeTrainableTail>(kMakeTrainableTailSymbol);
  return std::unique_ptr<TrainableTail>(make(graph, tail, weights, options));
}

std::string training_engine_name() {
  return training_symbol<TrainingEngineName>(kTrainingEngineNameSymbol)();
}

}  // namespace myolens
