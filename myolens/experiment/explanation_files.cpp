#include "myolens/experiment/explanation_files.h"

#include <algorithm>

#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMapTable = "explanations.csv";
constexpr const char* kSegmentTable = "segments.csv";
constexpr int kShareDecimals = 4;
const std::vector<std::string> kSegmentColumns{"patient", "file",    "segment",
                                               "name",    "z_score", "missing_share"};

std::vector<std::string> map_columns() {
  std::vector<std::string> names{"patient", "file", "original", "method", "positive_evidence"};
  for (const Territory territory : kTerritories)
    names.push_back(std::string(territory_name(territory)) + "_share");
  names.insert(names.end(), {"outside_share", "outside_area_share", "heat", "overlay"});
  return names;
}

Table map_table(const std::vector<ExplainedCase>& cases) {
  Table table{map_columns(), {}};
  for (const ExplainedCase& c : cases) {
    for (const ExplainedMap& map : c.maps) {
      std::vector<std::string> row{c.patient, c.file, c.original.string(),
                                   std::string(cam_method_name(map.method)),
                                   map.has_positive_evidence ? "yes" : "no"};
      for (const double share : map.territory_share)
        row.push_back(fixed_text(share, kShareDecimals));
      row.insert(row.end(), {fixed_text(map.outside_share, kShareDecimals),
                             fixed_text(map.outside_area_share, kShareDecimals), map.heat.string(),
                             map.overlay.string()});
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

Table segment_table(const std::vector<ExplainedCase>& cases) {
  Table table{kSegmentColumns, {}};
  for (const ExplainedCase& c : cases) {
    for (size_t i = 0; i < c.segments.size(); ++i) {
      const int segment = static_cast<int>(i) + 1;
      table.rows.push_back({c.patient, c.file, std::to_string(segment),
                            std::string(segment_name(segment)), exact_text(c.segments[i].z),
                            exact_text(c.segments[i].missing)});
    }
  }
  return table;
}

// A table with the places of its columns.
struct KnownTable {
  KnownTable(const fs::path& file, const std::vector<std::string>& columns)
      : origin(file.string()), table(read_table(file)) {
    for (const std::string& name : columns) index.push_back(table.column(name, origin));
  }

  const std::string& text(const std::vector<std::string>& row, size_t column) const {
    return row[index[column]];
  }
  double number(const std::vector<std::string>& row, size_t column) const {
    return parse_number(text(row, column), origin);
  }

  std::string origin;
  Table table;
  std::vector<size_t> index;
};

// Rows of a case stand together.
ExplainedCase& case_of(std::vector<ExplainedCase>& cases, const std::string& patient,
                       const std::string& file) {
  if (cases.empty() || cases.back().patient != patient || cases.back().file != file) {
    cases.emplace_back();
    cases.back().patient = patient;
    cases.back().file = file;
  }
  return cases.back();
}

void add_segments(const fs::path& file, std::vector<ExplainedCase>& cases) {
  const KnownTable known(file, kSegmentColumns);
  for (const auto& row : known.table.rows) {
    const auto found = std::ranges::find_if(cases, [&](const ExplainedCase& c) {
      return c.patient == known.text(row, 0) && c.file == known.text(row, 1);
    });
    if (found != cases.end() && found->segments.size() < kSegments)
      found->segments.push_back({known.number(row, 4), known.number(row, 5)});
  }
}

}  // namespace

void write_explanation_tables(const fs::path& folder, const std::vector<ExplainedCase>& cases) {
  write_file(folder / kMapTable, format_table(map_table(cases)));
  write_file(folder / kSegmentTable, format_table(segment_table(cases)));
}

std::vector<ExplainedCase> read_explanations(const RunFolder& run) {
  const KnownTable known(run.explanations() / kMapTable, map_columns());
  std::vector<ExplainedCase> cases;
  for (const auto& row : known.table.rows) {
    ExplainedCase& c = case_of(cases, known.text(row, 0), known.text(row, 1));
    c.original = known.text(row, 2);
    ExplainedMap& map = c.maps.emplace_back();
    map.method = find_cam_method(known.text(row, 3));
    map.has_positive_evidence = known.text(row, 4) == "yes";
    for (size_t t = 0; t < map.territory_share.size(); ++t)
      map.territory_share[t] = known.number(row, 5 + t);
    map.outside_share = known.number(row, 8);
    map.outside_area_share = known.number(row, 9);
    map.heat = known.text(row, 10);
    map.overlay = known.text(row, 11);
  }
  add_segments(run.explanations() / kSegmentTable, cases);
  return cases;
}

}  // namespace myolens
