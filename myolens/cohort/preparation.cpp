#include "myolens/cohort/preparation.h"

#include <optional>
#include <utility>

#include "myolens/base/checksum.h"
#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/base/parallel.h"
#include "myolens/cohort/image_names.h"
#include "myolens/cohort/manifest.h"
#include "myolens/cohort/problems.h"
#include "myolens/dicom/picture_file.h"
#include "myolens/imaging/codec.h"
#include "myolens/polarmap/screen_preparation.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr size_t kPictureLimitBytes = size_t{64} << 20;
constexpr int kFastCompression = 1;

// What became of one screen. The pixels are on disk by then.
struct PreparedScreen {
  std::string name;  // below the new folder
  std::string sha256;
  int side = 0;
  Disc disc;
  Disc disc_on_screen;
  std::vector<std::string> flags;
  std::optional<Error> problem;
};

bool is_fault_of_input(ErrorCode code) {
  switch (code) {
    case ErrorCode::kBadFormat:
    case ErrorCode::kBadData:
    case ErrorCode::kLimitExceeded:
    case ErrorCode::kNotFound:
    case ErrorCode::kReadFailed:
      return true;
    default:
      return false;
  }
}

void prepare_one(const CohortEntry& entry, const DiscChoice& choice, const fs::path& folder,
                 PreparedScreen& screen) {
  const std::string origin = entry.file.string();
  const Bytes bytes = read_file(entry.file, kPictureLimitBytes);
  screen.sha256 = sha256_hex(bytes);
  const PreparedMap map =
      prepare_screen(decode_screen(bytes, origin, entry.frame).shown, origin, choice);
  screen.side = map.image.width;
  screen.disc = map.disc;
  screen.disc_on_screen = map.disc_on_screen;
  screen.flags = map.flags;
  write_file(folder / screen.name, encode_png(map.image, kFastCompression));
}

// A row of the manifest may name a disc of its own.
DiscChoice choice_for(const CohortEntry& entry, const DiscChoice& usual) {
  DiscChoice choice = usual;
  const std::string own = entry.attribute("disc");
  if (!own.empty()) choice.disc = own;
  return choice;
}

std::vector<PreparedScreen> prepare_all(const Cohort& cohort, const fs::path& folder,
                                        const PrepareOptions& options, Progress& progress) {
  ImageNames names;
  std::vector<PreparedScreen> screens(cohort.entries.size());
  for (size_t i = 0; i < screens.size(); ++i) {
    const CohortEntry& entry = cohort.entries[i];
    screens[i].name = "images/" + names.next(entry.patient);
  }
  progress.begin("preparing screens", screens.size());
  parallel_for(screens.size(), options.threads, [&](size_t i) {
    const CohortEntry& entry = cohort.entries[i];
    try {
      prepare_one(entry, choice_for(entry, options.choice), folder, screens[i]);
    } catch (const Error& error) {
      if (!is_fault_of_input(error.code())) throw;
      screens[i].problem = error;
    }
    progress.advance();
  });
  progress.end();
  return screens;
}

// The same bytes under two patients would let one picture into training and test.
void add_shared_pictures(const Cohort& cohort, const std::vector<PreparedScreen>& screens,
                         Problems& problems) {
  std::map<std::string, size_t> seen;
  for (size_t i = 0; i < screens.size(); ++i) {
    if (screens[i].sha256.empty()) continue;
    const CohortEntry& entry = cohort.entries[i];
    const CohortEntry& first = cohort.entries[seen.emplace(screens[i].sha256, i).first->second];
    if (first.patient == entry.patient) continue;
    problems.add(ErrorCode::kBadData, entry.file.string() + " of patient " + entry.patient +
                                          " has the same bytes as " + first.file.string() +
                                          " of patient " + first.patient + "; remove one");
  }
}

// Takes screens with a problem out of both lists.
std::vector<RefusedScreen> take_refused(Cohort& cohort, std::vector<PreparedScreen>& screens) {
  std::vector<RefusedScreen> refused;
  std::vector<CohortEntry> entries;
  std::vector<PreparedScreen> prepared;
  for (size_t i = 0; i < screens.size(); ++i) {
    if (screens[i].problem) {
      refused.push_back(
          {cohort.entries[i].file, screens[i].problem->code(), screens[i].problem->what()});
      continue;
    }
    entries.push_back(std::move(cohort.entries[i]));
    prepared.push_back(std::move(screens[i]));
  }
  cohort.entries = std::move(entries);
  screens = std::move(prepared);
  return refused;
}

constexpr int kPixelDecimals = 3;

std::string number(double value) { return fixed_text(value, kPixelDecimals); }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "; ") + word;
  return text;
}

Table preparation_table(const Cohort& cohort, const std::vector<PreparedScreen>& screens) {
  Table table;
  table.columns = {
      "file",          "source",   "source_sha256", "screen_centre_x", "screen_centre_y",
      "screen_radius", "centre_x", "centre_y",      "radius",          "side",
      "flags"};
  for (size_t i = 0; i < screens.size(); ++i) {
    const PreparedScreen& screen = screens[i];
    table.rows.push_back({screen.name, path_within(cohort.entries[i].file, cohort.folder),
                          screen.sha256, number(screen.disc_on_screen.centre_x),
                          number(screen.disc_on_screen.centre_y),
                          number(screen.disc_on_screen.radius), number(screen.disc.centre_x),
                          number(screen.disc.centre_y), number(screen.disc.radius),
                          std::to_string(screen.side), joined(screen.flags)});
  }
  return table;
}

PreparationSummary summarise(const Cohort& cohort, const std::vector<PreparedScreen>& screens) {
  PreparationSummary summary;
  summary.images = screens.size();
  summary.patients = patient_labels(cohort).size();
  summary.left_out = cohort.left_out;
  summary.synthetic = cohort.synthetic;
  for (const CohortEntry& entry : cohort.entries) {
    if (!entry.label.empty()) ++summary.images_per_label[entry.label];
  }
  for (const PreparedScreen& screen : screens) {
    for (const std::string& flag : screen.flags) ++summary.images_per_flag[flag];
  }
  return summary;
}

}  // namespace

PreparationSummary prepare_cohort(const fs::path& input, const fs::path& out,
                                  const PrepareOptions& options, Progress& progress) {
  Cohort cohort = read_cohort(
      input, {.positive_label = options.positive_label, .labels = {}, .allow_unlabelled = true});
  NewFolder folder(out);
  auto screens = prepare_all(cohort, folder.path(), options, progress);
  Problems problems;
  add_shared_pictures(cohort, screens, problems);
  problems.throw_if_any("nothing was prepared from " + input.string());
  const auto refused = take_refused(cohort, screens);
  if (screens.empty()) {
    for (const RefusedScreen& screen : refused) problems.add(screen.code, screen.reason);
    problems.throw_if_any("nothing was prepared from " + input.string());
  }

  write_file(folder.path() / kPreparationName, format_table(preparation_table(cohort, screens)));
  for (size_t i = 0; i < screens.size(); ++i) {
    cohort.entries[i].file = fs::absolute(folder.path()) / screens[i].name;
  }
  write_cohort(folder.path(), cohort);
  folder.commit();
  PreparationSummary summary = summarise(cohort, screens);
  summary.refused = refused;
  return summary;
}

}  // namespace myolens
