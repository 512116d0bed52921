#include "myolens/experiment/explanation.h"

#include <algorithm>

#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/baselines.h"
#include "myolens/experiment/explanation_files.h"
#include "myolens/experiment/open_run.h"
#include "myolens/explain/evidence.h"
#include "myolens/explain/pictures.h"
#include "myolens/imaging/codec.h"
#include "myolens/imaging/resample.h"
#include "myolens/reading/case_reader.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

fs::path write_picture(const fs::path& folder, const std::string& stem, const char* kind,
                       const Image& image) {
  const fs::path name = stem + "_" + kind + ".png";
  write_file(folder / name, encode_png(resize(image, {kExplanationSide, kExplanationSide})));
  return name;
}

ExplainedMap explained_map(CamMethod method, const LayerResponse& response, const PreparedMap& map,
                           const fs::path& folder, const std::string& stem) {
  const Image& picture = map.image;
  const Explanation explanation =
      explain_map(activation_map(method, response), picture.width, picture.height, map.disc);
  const std::string name = stem + "_" + std::string(cam_method_name(method));
  ExplainedMap explained;
  explained.method = method;
  explained.has_positive_evidence = explanation.has_positive_evidence;
  explained.territory_share = explanation.territory_share;
  explained.outside_share = explanation.outside_share;
  explained.outside_area_share = explanation.outside_area_share;
  explained.heat = write_picture(folder, name, "heat", heat_picture(explanation.heat));
  explained.overlay =
      write_picture(folder, name, "overlay", overlay_picture(picture, explanation.heat));
  return explained;
}

}  // namespace

std::vector<ExplainedCase> explain_run(const RunFolder& run, size_t threads, Progress& progress) {
  require_finished(run);
  NewFolder work(run.explanations());
  CaseReader reader(read_bundle(run.bundle()), static_cast<int>(threads));
  const ModelBundle& model = reader.bundle();
  const PreparedCohort prepared = read_for_model(read_facts(run).cohort, model);
  const auto entries = entries_of(prepared.cohort, read_split(run.split(), prepared.cohort).test);
  std::vector<ExplainedCase> cases;
  progress.begin("explanations", entries.size());
  for (const size_t entry : entries) {
    const CohortEntry& source = prepared.cohort.entries[entry];
    const CaseReading reading = reader.read(load_map(prepared, entry), source.attributes);
    const std::string stem = std::to_string(cases.size() + 1) + "_" + source.file.stem().string();
    ExplainedCase& explained = cases.emplace_back();
    explained.patient = source.patient;
    explained.file = path_within(source.file, prepared.cohort.folder);
    explained.original = write_picture(work.path(), stem, "original", reading.map.image);
    const LayerResponse response = reader.respond(reading);
    for (const CamMethod method : distinct_methods(model.head))
      explained.maps.push_back(explained_map(method, response, reading.map, work.path(), stem));
    explained.segments =
        segment_deviations(reading.map, model.normals.for_group(normal_group_of(source)));
    progress.advance();
  }
  progress.end();
  write_explanation_tables(work.path(), cases);
  work.commit();
  return cases;
}

}  // namespace myolens
