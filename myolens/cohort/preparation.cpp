#include "myolens/cohort/preparation.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "myolens/base/checksum.h"
#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/parallel.h"
#include "myolens/base/utf8.h"
#include "myolens/cohort/identity_columns.h"
#include "myolens/cohort/image_names.h"
#include "myolens/cohort/manifest.h"
#include "myolens/cohort/preparation_record.h"
#include "myolens/cohort/problems.h"
#include "myolens/cohort/pseudonym.h"
#include "myolens/dicom/picture_file.h"
#include "myolens/imaging/codec.h"
#include "myolens/imaging/colour_scale.h"
#include "myolens/polarmap/screen_preparation.h"
#include "myolens/polarmap/screen_thumbnail.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr size_t kPictureLimitBytes = size_t{64} << 20;
constexpr int kFastCompression = 1;
constexpr int kThumbnailQuality = 80;

// What became of one screen. The pixels are on disk by then.
struct Outcome {
  PreparedScreen screen;
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

void write_pictures(const Image& screen, const PreparedMap& map, const NewFolder& folder,
                    const std::string& name) {
  folder.write(name, map.deep ? encode_png(*map.deep, kFastCompression)
                              : encode_png(map.image, kFastCompression));
  const Image shown = screen_thumbnail(screen, map.disc_on_screen);
  folder.write(screen_thumbnail_name(name), encode_jpeg(shown, kThumbnailQuality));
  folder.write(map_thumbnail_name(name), encode_jpeg(map_thumbnail(map.image), kThumbnailQuality));
}

void prepare_one(const CohortEntry& entry, const PrepareOptions& options, const NewFolder& folder,
                 PreparedScreen& screen) {
  const std::string origin = entry.file.string();
  const Bytes bytes = read_file(entry.file, kPictureLimitBytes);
  screen.source_sha256 = sha256_hex(bytes);
  Picture picture = decode_screen(bytes, origin, entry.frame ? entry.frame : options.frame);
  const PreparedMap map = prepare_screen(
      picture, origin, with_own_disc(options.choice, entry.attribute("disc")), options.colours);
  screen.side = map.image.width;
  screen.disc = map.disc;
  screen.disc_on_screen = map.disc_on_screen;
  screen.colour_scale = map.colour_scale;
  screen.flags = map.flags;
  screen.notes = std::move(picture.notes);
  write_pictures(picture.shown, map, folder, screen.name);
}

// Of the pictures whose rows name no disc.
void check_choice(const Cohort& cohort, const DiscChoice& choice) {
  const bool all_named = std::ranges::none_of(
      cohort.entries, [](const CohortEntry& entry) { return entry.attribute("disc").empty(); });
  if (all_named) return;
  if (const auto fault = disc_name_fault(choice)) throw Error(ErrorCode::kInvalidArgument, *fault);
}

std::vector<Outcome> prepare_all(const Cohort& cohort, const NewFolder& folder,
                                 const PrepareOptions& options, Progress& progress) {
  ImageNames names;
  std::vector<Outcome> outcomes(cohort.entries.size());
  for (size_t i = 0; i < outcomes.size(); ++i) {
    outcomes[i].screen.name = "images/" + names.next(cohort.entries[i].patient);
  }
  progress.begin("preparing screens", outcomes.size());
  parallel_for(outcomes.size(), options.threads, [&](size_t i) {
    const CohortEntry& entry = cohort.entries[i];
    try {
      prepare_one(entry, options, folder, outcomes[i].screen);
    } catch (const Error& error) {
      if (!is_fault_of_input(error.code())) throw;
      outcomes[i].problem = error;
    }
    progress.advance();
  });
  progress.end();
  return outcomes;
}

// The same bytes under two patients would let one picture into training and test.
void add_shared_pictures(const Cohort& cohort, const std::vector<Outcome>& outcomes,
                         Problems& problems) {
  std::map<std::string, size_t> seen;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const std::string& sha256 = outcomes[i].screen.source_sha256;
    if (sha256.empty()) continue;
    const CohortEntry& entry = cohort.entries[i];
    const CohortEntry& first = cohort.entries[seen.emplace(sha256, i).first->second];
    if (first.patient == entry.patient) continue;
    problems.add(ErrorCode::kBadData, entry.file.string() + " of patient " + entry.patient +
                                          " has the same bytes as " + first.file.string() +
                                          " of patient " + first.patient + "; remove one");
  }
}

struct Prepared {
  std::vector<PreparedScreen> screens;  // as the cohort's entries
  std::vector<RefusedScreen> refused;
};

// Takes screens with a problem out of the cohort.
Prepared take_refused(Cohort& cohort, std::vector<Outcome> outcomes) {
  Prepared result;
  std::vector<CohortEntry> entries;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (const auto& problem = outcomes[i].problem) {
      result.refused.push_back({cohort.entries[i].file, problem->code(), problem->what()});
      continue;
    }
    entries.push_back(std::move(cohort.entries[i]));
    result.screens.push_back(std::move(outcomes[i].screen));
  }
  cohort.entries = std::move(entries);
  std::ranges::sort(result.refused, {}, &RefusedScreen::file);
  return result;
}

// Names that came from files and folders, and on request all, become pseudonyms.
std::map<std::string, std::string> give_pseudonyms(Cohort& cohort, const PrepareOptions& options) {
  if (cohort.ids_from_manifest && !options.pseudonyms_for_all) return {};
  const PseudonymKey key = read_or_create_pseudonym_key(options.pseudonym_key);
  std::vector<std::string> ids;
  for (const CohortEntry& entry : cohort.entries) ids.push_back(entry.patient);
  auto names = distinct_names(ids, [&](std::string_view id) { return pseudonym(key, id); });
  for (CohortEntry& entry : cohort.entries) entry.patient = names.at(entry.patient);
  // Sorted by file, the rows would still be in the order of the names.
  std::ranges::stable_sort(cohort.entries, {}, &CohortEntry::patient);
  return names;
}

std::map<std::string, std::string> leave_out_columns(Cohort& cohort) {
  std::map<std::string, std::string> left_out;
  std::vector<std::string> kept;
  for (const std::string& column : cohort.attribute_columns) {
    if (column == "frame" || column == "disc") continue;
    std::vector<std::string> values;
    for (const CohortEntry& entry : cohort.entries) values.push_back(entry.attribute(column));
    const std::string reason = identity_reason(column, values);
    if (reason.empty()) {
      kept.push_back(column);
    } else {
      left_out[column] = reason;
    }
  }
  cohort.attribute_columns = std::move(kept);
  return left_out;
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

void write_all(const fs::path& folder, Cohort& cohort, const Prepared& prepared,
               const PrepareOptions& options, bool pseudonyms) {
  write_prepared_screens(folder, prepared.screens);
  write_preparation_record(folder,
                           {options.colours, cohort.positive_label, prepared.screens.size(),
                            prepared.refused.size(), pseudonyms, cohort.synthetic,
                            options.reference_standard.empty() ? stated_reference_standard(cohort)
                                                               : options.reference_standard});
  for (size_t i = 0; i < cohort.entries.size(); ++i) {
    cohort.entries[i].file = fs::absolute(folder) / prepared.screens[i].name;
  }
  write_cohort(folder, cohort);
  options.finish(folder, prepared.refused.size());
}

// At most so many bytes, of whole characters.
std::string shortened(const std::string& text) {
  std::string result = text.substr(0, kReferenceStandardLimit);
  while (!is_utf8(result)) result.pop_back();
  return result;
}

void check_reference_standard(const std::string& text) {
  const bool one_line =
      std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (text.size() > kReferenceStandardLimit || !one_line || !is_utf8(text)) {
    throw Error(ErrorCode::kInvalidArgument, "the reference standard is one line of at most " +
                                                 std::to_string(kReferenceStandardLimit) +
                                                 " bytes of UTF-8");
  }
}

}  // namespace

std::string stated_reference_standard(const Cohort& cohort) {
  std::map<std::string, size_t> pictures;
  for (const CohortEntry& entry : cohort.entries) {
    const std::string value(trimmed(entry.attribute(kReferenceStandardColumn)));
    if (!value.empty()) ++pictures[value];
  }
  if (pictures.empty()) return "";
  if (pictures.size() == 1 && pictures.begin()->second == cohort.entries.size())
    return shortened(pictures.begin()->first);
  std::string text;
  for (const auto& [value, count] : pictures) {
    text += (text.empty() ? "" : "; ") + value + " (" + std::to_string(count) +
            (count == 1 ? " picture)" : " pictures)");
  }
  return shortened(text);
}

PreparationSummary prepare_cohort(const fs::path& input, const fs::path& out,
                                  const PrepareOptions& options, Progress& progress) {
  if (!options.colours.colour_scale.empty()) find_colour_scale(options.colours.colour_scale);
  check_reference_standard(options.reference_standard);
  Cohort cohort = read_cohort(
      input,
      {.positive_label = options.positive_label, .labels = {}, .label_use = LabelUse::kOptional});
  check_choice(cohort, options.choice);
  NewFolder folder(out);
  const auto pseudonyms = give_pseudonyms(cohort, options);
  const auto left_out_columns = leave_out_columns(cohort);
  auto outcomes = prepare_all(cohort, folder, options, progress);
  Problems problems;
  add_shared_pictures(cohort, outcomes, problems);
  problems.throw_if_any("nothing was prepared from " + input.string());
  const Prepared prepared = take_refused(cohort, std::move(outcomes));
  if (prepared.screens.empty()) {
    for (const RefusedScreen& screen : prepared.refused) problems.add(screen.code, screen.reason);
    problems.throw_if_any("nothing was prepared from " + input.string());
  }
  write_all(folder.path(), cohort, prepared, options, !pseudonyms.empty());
  folder.commit();
  PreparationSummary summary = summarise(cohort, prepared.screens);
  summary.refused = prepared.refused;
  summary.pseudonyms = pseudonyms;
  summary.left_out_columns = left_out_columns;
  return summary;
}

}  // namespace myolens
