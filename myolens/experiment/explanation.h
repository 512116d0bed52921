// Heat maps of a run's untouched test patients, kept in the run folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "myolens/base/progress.h"
#include "myolens/experiment/run_folder.h"
#include "myolens/explain/cam.h"
#include "myolens/polarmap/deficit.h"

namespace myolens {

// By one method, at the last feature layer.
struct ExplainedMap {
  CamMethod method = CamMethod::kGradCam;
  bool has_positive_evidence = false;
  std::array<double, 3> territory_share{};  // as kTerritories
  double outside_share = 0;
  double outside_area_share = 0;
  std::filesystem::path heat;  // pictures, relative to the run's explanations
  std::filesystem::path overlay;
};

struct ExplainedCase {
  std::string patient;
  std::string file;  // as in predictions.csv
  std::filesystem::path original;
  std::vector<ExplainedMap> maps;  // Grad-CAM first
  // The uptake against the training part's normal maps, segment i at index i - 1; none where there
  // were too few of them.
  std::vector<SegmentDeviation> segments;
};

inline constexpr int kExplanationSide = 320;  // pixels of all pictures

// Writes run/explanations with explanations.csv and segments.csv. HiResCAM is left out: at the last
// layer it is Grad-CAM. Errors: kInvalidArgument (done before), and of the parts it is made of.
std::vector<ExplainedCase> explain_run(const RunFolder& run, size_t threads, Progress& progress);

// As explain_run wrote it. Errors: as read_table, kNotFound, kBadFormat.
std::vector<ExplainedCase> read_explanations(const RunFolder& run);

}  // namespace myolens
