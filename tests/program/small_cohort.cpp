#include "tests/program/small_cohort.h"

#include <algorithm>
#include <stdexcept>

namespace myolens {
namespace fs = std::filesystem;
namespace {

void make(const Words& words) {
  const RunResult result = run_myolens(words);
  if (result.exit_code != 0) throw std::runtime_error(result.err);
}

}  // namespace

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

SmallCohort::SmallCohort() {
  make({"phantom", "--out", folder_ / "screens", "--patients", "24", "--cad", "12"});
  make({"prepare", folder_ / "screens", "--out", prepared()});
}

const SmallCohort& SmallCohort::shared() {
  static const SmallCohort kCohort;
  return kCohort;
}

void SmallCohort::copy_to(const fs::path& folder) const {
  fs::copy(prepared(), folder, fs::copy_options::recursive);
}

Words SmallCohort::common_words(const fs::path& out) const {
  return {prepared(),
          "--out",
          out,
          "--cache",
          cache(),
          "--weights",
          "random",
          "--backbone",
          "densenet121",
          "--threads",
          "2",
          "--batch",
          "8",
          "--checkpoint-every",
          "0"};
}

Words SmallCohort::train_words(const fs::path& out) const {
  return Words{"train"} + common_words(out) +
         Words{
             "--folds", "3",   "--cut", "layers=4", "--warm-up-epochs", "8", "--fine-tuning-epochs",
             "3",       "--a", "2.5"};
}

std::map<std::string, Bytes> contents_of(const fs::path& folder,
                                         const std::vector<std::string>& without) {
  std::map<std::string, Bytes> contents;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).string();
    const bool left_out =
        std::ranges::find(without, entry.path().filename().string()) != without.end();
    if (entry.is_regular_file() && !left_out) contents[name] = read_file(entry.path());
  }
  return contents;
}

const std::vector<std::string>& files_of_the_moment() {
  static const std::vector<std::string> kFiles{"run.json", "config.toml", "training.json"};
  return kFiles;
}

}  // namespace myolens
