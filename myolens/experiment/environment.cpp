#include "myolens/experiment/environment.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "myolens/base/file.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/trainable_tail.h"

namespace myolens {
namespace {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace

void write_environment(const std::filesystem::path& file, size_t threads) {
  const nlohmann::ordered_json environment{{"program", std::string("myolens ") + MYOLENS_VERSION},
                                           {"compiler", __VERSION__},
                                           {"processor", processor_name()},
                                           {"processors", std::thread::hardware_concurrency()},
                                           {"threads", threads},
                                           {"forward_engine", forward_engine_name()},
                                           {"training_engine", training_engine_name()}};
  write_file(file, environment.dump(2) + "\n");
}

}  // namespace myolens
