#include "myolens/experiment/explanation.h"

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/cohort/split.h"
#include "myolens/experiment/open_run.h"
#include "myolens/experiment/prepared_cohort.h"
#include "myolens/explain/pictures.h"
#include "myolens/imaging/codec.h"
#include "myolens/imaging/resample.h"
#include "myolens/reading/case_reader.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr const char* kTableName = "explanations.csv";
constexpr int kShareDecimals = 4;

std::vector<std::string> columns() {
  std::vector<std::string> names{"patient", "file", "positive_evidence"};
  for (const Territory territory : kTerritories)
    names.push_back(std::string(territory_name(territory)) + "_share");
  names.insert(names.end(), {"outside_share", "original", "heat", "overlay"});
  return names;
}

Table to_table(const std::vector<ExplainedCase>& cases) {
  Table table{columns(), {}};
  for (const ExplainedCase& c : cases) {
    std::vector<std::string> row{c.patient, c.file, c.has_positive_evidence ? "yes" : "no"};
    for (const double share : c.territory_share) row.push_back(fixed_text(share, kShareDecimals));
    row.insert(row.end(), {fixed_text(c.outside_share, kShareDecimals), c.original.string(),
                           c.heat.string(), c.overlay.string()});
    table.rows.push_back(std::move(row));
  }
  return table;
}

fs::path write_picture(const fs::path& folder, const std::string& stem, const char* kind,
                       const Image& image) {
  const fs::path name = stem + "_" + kind + ".png";
  write_file(folder / name, encode_png(image));
  return name;
}

}  // namespace

ExplanationPictures explanation_pictures(const Image& map, const Explanation& explanation) {
  const Size size{kExplanationSide, kExplanationSide};
  return {resize(map, size), resize(heat_picture(explanation.heat), size),
          resize(overlay_picture(map, explanation.heat), size)};
}

std::vector<ExplainedCase> explain_run(const RunFolder& run, size_t threads, Progress& progress) {
  require_finished(run);
  NewFolder work(run.explanations());
  CaseReader reader(read_bundle(run.bundle()), static_cast<int>(threads));
  const PreparedCohort prepared = read_for_model(read_facts(run).cohort, reader.bundle());
  const auto entries = entries_of(prepared.cohort, read_split(run.split(), prepared.cohort).test);
  std::vector<ExplainedCase> cases;
  progress.begin("explanations", entries.size());
  for (const size_t entry : entries) {
    const CohortEntry& source = prepared.cohort.entries[entry];
    const CaseReading reading = reader.read(load_map(prepared, entry));
    const ExplanationPictures pictures =
        explanation_pictures(reading.map.image, reading.explanation);
    const std::string stem = std::to_string(cases.size() + 1) + "_" + source.file.stem().string();
    cases.push_back({source.patient, path_within(source.file, prepared.cohort.folder),
                     reading.explanation.has_positive_evidence, reading.explanation.territory_share,
                     reading.explanation.outside_share,
                     write_picture(work.path(), stem, "original", pictures.original),
                     write_picture(work.path(), stem, "heat", pictures.heat),
                     write_picture(work.path(), stem, "overlay", pictures.overlay)});
    progress.advance();
  }
  progress.end();
  write_file(work.path() / kTableName, format_table(to_table(cases)));
  work.commit();
  return cases;
}

std::vector<ExplainedCase> read_explanations(const RunFolder& run) {
  const fs::path file = run.explanations() / kTableName;
  const std::string origin = file.string();
  const Table table = read_table(file);
  std::vector<size_t> index;
  for (const std::string& name : columns()) index.push_back(table.column(name, origin));
  std::vector<ExplainedCase> cases;
  for (const auto& row : table.rows) {
    const auto field = [&](size_t column) -> const std::string& { return row[index[column]]; };
    ExplainedCase c{field(0), field(1), field(2) == "yes", {}, 0.0, field(7), field(8), field(9)};
    for (size_t i = 0; i < c.territory_share.size(); ++i)
      c.territory_share[i] = parse_number(field(3 + i), origin);
    c.outside_share = parse_number(field(6), origin);
    cases.push_back(std::move(c));
  }
  return cases;
}

}  // namespace myolens
