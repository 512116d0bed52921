#include "myolens/experiment/prepared_cohort.h"

#include <map>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/cohort/clinical_columns.h"
#include "myolens/cohort/preparation_record.h"
#include "myolens/imaging/codec.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

std::map<fs::path, PreparedScreen> screens_by_file(const fs::path& folder) {
  std::map<fs::path, PreparedScreen> screens;
  for (PreparedScreen& screen : read_prepared_screens(folder)) {
    fs::path file = folder / screen.name;
    screens.emplace(std::move(file), std::move(screen));
  }
  return screens;
}

std::string words_for(bool uptake) { return uptake ? "relative uptake" : "colours as shown"; }

}  // namespace

PreparedCohort read_prepared_cohort(const fs::path& folder, const ReadOptions& options) {
  if (!fs::exists(folder)) {
    throw Error(ErrorCode::kNotFound, "there is no " + folder.string() +
                                          "; give the folder that `myolens prepare` wrote");
  }
  const PreparationRecord record =
      read_preparation_record(fs::is_directory(folder) ? folder : folder.parent_path());
  ReadOptions reading = options;
  if (reading.positive_label.empty()) reading.positive_label = record.positive_label;
  PreparedCohort prepared;
  prepared.colours = record.colours;
  prepared.reference_standard = record.reference_standard;
  prepared.cohort = read_cohort(folder, reading);
  const auto screens = screens_by_file(prepared.cohort.folder);
  for (const CohortEntry& entry : prepared.cohort.entries) {
    const auto screen = screens.find(entry.file);
    if (screen == screens.end()) {
      throw Error(ErrorCode::kBadData, entry.file.string() + " has no row in " +
                                           std::string(kPreparationName) +
                                           "; prepare the screens again");
    }
    prepared.discs.push_back(screen->second.disc);
    prepared.colour_scales.push_back(screen->second.colour_scale);
  }
  return prepared;
}

PreparedCohort read_for_model(const fs::path& folder, const ModelBundle& bundle) {
  PreparedCohort prepared =
      read_prepared_cohort(folder, {.positive_label = bundle.labels[0], .labels = bundle.labels});
  if (prepared.colours.uptake != bundle.colours.uptake) {
    throw Error(ErrorCode::kBadData, "the pictures in " + folder.string() + " are " +
                                         words_for(prepared.colours.uptake) +
                                         ", but the model was trained on " +
                                         words_for(bundle.colours.uptake) +
                                         "; prepare the screens as the model needs them");
  }
  require_clinical_columns(bundle.clinical, prepared.cohort.attribute_columns, folder.string());
  return prepared;
}

PreparedMap load_map(const PreparedCohort& cohort, size_t entry) {
  const fs::path& file = cohort.cohort.entries[entry].file;
  PreparedMap map;
  Picture picture = decode_picture(read_file(file), file.string());
  map.image = std::move(picture.shown);
  map.deep = std::move(picture.deep);
  map.disc = cohort.discs[entry];
  map.colour_scale = cohort.colour_scales[entry];
  if (!map.colour_scale.empty() && (!map.deep || map.deep->channels != 1)) {
    throw Error(ErrorCode::kBadData, file.string() +
                                         ": relative uptake is grey of 16 bits, and this is not; "
                                         "prepare the screens again");
  }
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
