#include "myolens/experiment/phantom_truth.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/imaging/codec.h"
#include "myolens/polarmap/disc_rows.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr const char* kTruthTable = "truth.csv";
constexpr int kNormalScore = 3;  // the limits of summed scores in clinical use
constexpr int kMildScore = 8;
constexpr int kModerateScore = 13;

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, ';');) {
    if (!word.empty()) result.push_back(word);
  }
  return result;
}

std::vector<std::string> visible_mimics(const std::string& text, const std::string& origin) {
  std::vector<std::string> kinds;
  try {
    for (const auto& mimic : nlohmann::json::parse(text)) {
      const std::string kind = mimic.at("kind");
      if (mimic.at("depth").get<double>() >= kVisibleMimic &&
          std::ranges::find(kinds, kind) == kinds.end())
        kinds.push_back(kind);
    }
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::kBadData, origin + ": the column mimics holds no list of mimics");
  }
  return kinds;
}

}  // namespace

PhantomTruth::PhantomTruth(fs::path folder) : folder_(std::move(folder)) {
  const fs::path file = folder_ / kTruthTable;
  const std::string origin = file.string();
  const Table table = read_table(file);
  const auto column = [&](const char* name) { return table.column(name, origin); };
  const size_t patient = column("patient");
  const size_t view = column("view");
  const size_t state = column("state");
  const size_t vessels = column("stenosed_vessels");
  const size_t score = column("sss");
  const size_t mimics = column("mimics");
  const size_t mask = column("lesion_mask");
  for (const auto& row : table.rows) {
    Row read;
    read.view = row[view];
    read.state = row[state];
    read.truth.vessels = words(row[vessels]);
    read.truth.summed_score = parse_integer(row[score], origin);
    read.truth.mimics = visible_mimics(row[mimics], origin);
    read.truth.mask = row[mask];
    rows_.emplace(row[patient], std::move(read));
  }
}

const ImageTruth& PhantomTruth::of(const CohortEntry& entry) const {
  const std::string view = entry.attribute("view");
  const std::string state = entry.attribute("state");
  const ImageTruth* found = nullptr;
  const auto [first, end] = rows_.equal_range(entry.patient);
  for (auto row = first; row != end; ++row) {
    if (!view.empty() && row->second.view != view) continue;
    if (!state.empty() && row->second.state != state) continue;
    if (found != nullptr) {
      throw Error(ErrorCode::kBadData, folder_.string() + ": several images of patient " +
                                           entry.patient +
                                           "; the manifest must say view and state");
    }
    found = &row->second.truth;
  }
  if (found == nullptr) {
    throw Error(ErrorCode::kBadData, folder_.string() + ": no truth about patient " +
                                         entry.patient + "; is it another cohort's?");
  }
  return *found;
}

Image PhantomTruth::lesion(const ImageTruth& truth, const Image& picture, const Disc& disc) const {
  const fs::path file = folder_ / truth.mask;
  const Image mask = decode_image(read_file(file), file.string());
  if (mask.width != mask.height || mask.width < 1)
    throw Error(ErrorCode::kBadData, file.string() + ": a mask of lesions is square");
  Image result(picture.width, picture.height, 1);
  for (int y = 0; y < result.height; ++y) {
    const RowSpan span = row_span(disc, disc.radius, y, result.width);
    for (int x = span.first; x < span.end; ++x) {
      const auto place = [&](int pixel, double centre) {
        const double share = (pixel + 0.5 - centre + disc.radius) / (2 * disc.radius);
        return std::clamp(static_cast<int>(share * mask.width), 0, mask.width - 1);
      };
      *result.pixel(x, y) = *mask.pixel(place(x, disc.centre_x), place(y, disc.centre_y));
    }
  }
  return result;
}

std::string severity_class(int summed_score) {
  if (summed_score <= kNormalScore) return "0 to 3";
  if (summed_score <= kMildScore) return "4 to 8";
  return summed_score <= kModerateScore ? "9 to 13" : "above 13";
}

}  // namespace myolens
