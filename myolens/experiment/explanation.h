// Heat maps of a run's untouched test patients, kept in the run folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/experiment/run_folder.h"
#include "myolens/explain/explanation.h"

namespace myolens {

struct ExplainedCase {
  std::string patient;
  std::string file;  // as in predictions.csv
  bool has_positive_evidence = false;
  std::array<double, 3> territory_share{};  // as kTerritories
  double outside_share = 0;
  std::filesystem::path original;  // pictures, relative to the run's explanations
  std::filesystem::path heat;
  std::filesystem::path overlay;
};

struct ExplanationPictures {
  Image original;
  Image heat;
  Image overlay;
};

inline constexpr int kExplanationSide = 320;  // pixels

// The three pictures of a reading, scaled to kExplanationSide.
ExplanationPictures explanation_pictures(const Image& map, const Explanation& explanation);

// Writes run/explanations. Errors: kInvalidArgument (done before), and of the parts it is made of.
std::vector<ExplainedCase> explain_run(const RunFolder& run, size_t threads, Progress& progress);

// As explain_run wrote it. Errors: as read_table, kNotFound.
std::vector<ExplainedCase> read_explanations(const RunFolder& run);

}  // namespace myolens
