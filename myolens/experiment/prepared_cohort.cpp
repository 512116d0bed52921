#include "myolens/experiment/prepared_cohort.h"

#include <map>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/cohort/preparation.h"
#include "myolens/imaging/codec.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

std::map<fs::path, Disc> read_discs(const fs::path& folder) {
  const fs::path file = folder / kPreparationName;
  if (!fs::exists(file)) {
    throw Error(ErrorCode::kInvalidArgument,
                folder.string() + " holds no " + std::string(kPreparationName) +
                    "; run `myolens prepare` on the screens and give its result");
  }
  const std::string origin = file.string();
  const Table table = read_table(file);
  const size_t name = table.column("file", origin);
  const size_t x = table.column("centre_x", origin);
  const size_t y = table.column("centre_y", origin);
  const size_t radius = table.column("radius", origin);
  std::map<fs::path, Disc> discs;
  for (const auto& row : table.rows) {
    discs[folder / row[name]] = {parse_number(row[x], origin), parse_number(row[y], origin),
                                 parse_number(row[radius], origin)};
  }
  return discs;
}

}  // namespace

PreparedCohort read_prepared_cohort(const fs::path& folder, const ReadOptions& options) {
  PreparedCohort prepared;
  prepared.cohort = read_cohort(folder, options);
  const auto discs = read_discs(prepared.cohort.folder);
  for (const CohortEntry& entry : prepared.cohort.entries) {
    const auto disc = discs.find(entry.file);
    if (disc == discs.end()) {
      throw Error(ErrorCode::kBadData, entry.file.string() + " has no row in " +
                                           std::string(kPreparationName) +
                                           "; prepare the screens again");
    }
    prepared.discs.push_back(disc->second);
  }
  return prepared;
}

PreparedCohort read_for_model(const fs::path& folder, const ModelBundle& bundle) {
  return read_prepared_cohort(folder,
                              {.positive_label = bundle.labels[0], .labels = bundle.labels});
}

PreparedMap load_map(const PreparedCohort& cohort, size_t entry) {
  const fs::path& file = cohort.cohort.entries[entry].file;
  PreparedMap map;
  map.image = decode_image(read_file(file), file.string());
  map.disc = cohort.discs[entry];
  const bool inside = map.disc.radius >= 1 && map.disc.centre_x >= 0 && map.disc.centre_y >= 0 &&
                      map.disc.centre_x <= map.image.width && map.disc.centre_y <= map.image.height;
  if (!inside) {
    throw Error(
        ErrorCode::kBadData,
        file.string() +
            ": the circle in preparation.csv is not on the picture; prepare the screens again");
  }
  return map;
}

}  // namespace myolens
