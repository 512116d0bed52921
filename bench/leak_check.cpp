// Whether a label can be read from prepared maps when the screens name it in burned-in text and
// nothing else tells it: a random forest on the pixels of the screens, which must find the text,
// and on those of the prepared maps, which must not. Beside it, what it makes of no text at all.
// It looks at the brightness of coarse pixels and, a harder test, at the fine structure in them.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bench/phantom_check_forest.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/parallel.h"
#include "myolens/imaging/codec.h"
#include "myolens/imaging/resample.h"
#include "myolens/metrics/intervals.h"
#include "myolens/metrics/roc.h"
#include "myolens/phantom/screen.h"
#include "myolens/phantom/uptake.h"
#include "myolens/polarmap/screen_preparation.h"

namespace myolens {
namespace {

constexpr int kSeenSide = 256;  // pixels of a picture before its cells are taken
constexpr int kCoarseSide = 64;
constexpr int kCells = 32;  // along each side
constexpr size_t kFolds = 5;
constexpr double kLetterWidth = 0.62;  // of the text size

enum class WordPlace { kNowhere, kCorner, kRim, kInside };
struct Place {
  WordPlace place;
  const char* name;
};
constexpr std::array<Place, 4> kPlaces{{{WordPlace::kNowhere, "nowhere"},
                                        {WordPlace::kCorner, "in the corner of the screen"},
                                        {WordPlace::kRim, "there and across the disc's rim"},
                                        {WordPlace::kInside, "there and inside the disc"}}};

struct Options {
  size_t patients = 400;
  uint64_t seed = 1;
  size_t threads = 2;
  std::string layout = std::string(screen_layout_name(ScreenLayout::kSingle));
  std::string scale = std::string(kUsualColourScale);
  double word = 0.08;      // size of the words on the disc, as a share of its radius
  std::string examples{};  // folder for the first patient's screens and maps
};

struct Features {
  std::vector<FeatureRow> brightness;
  std::vector<FeatureRow> structure;
};

struct Cohort {
  Features screens;
  Features maps;
  size_t refused = 0;
  size_t flagged = 0;  // "text left"
};

FloatImage grey(const Image& image) {
  FloatImage result(image.width, image.height, 1);
  for (size_t i = 0; i < result.samples.size(); ++i) {
    const uint8_t* rgb = image.samples.data() + 3 * i;
    result.samples[i] = static_cast<float>(rgb[0] + rgb[1] + rgb[2]) / 3;
  }
  return result;
}

struct Cells {
  std::vector<double> brightness;
  std::vector<double> structure;  // mean absolute difference from a coarser picture
};

Cells cells_of(const Image& picture) {
  const FloatImage seen = resize(grey(picture), {kSeenSide, kSeenSide});
  FloatImage fine = resize(resize(seen, {kCoarseSide, kCoarseSide}), {kSeenSide, kSeenSide});
  for (size_t i = 0; i < fine.samples.size(); ++i) {
    fine.samples[i] = std::abs(seen.samples[i] - fine.samples[i]);
  }
  const FloatImage brightness = resize(seen, {kCells, kCells});
  const FloatImage structure = resize(fine, {kCells, kCells});
  return {{brightness.samples.begin(), brightness.samples.end()},
          {structure.samples.begin(), structure.samples.end()}};
}

void add_words(ScreenStyle& style, const std::string& word, WordPlace place, double share) {
  if (place == WordPlace::kNowhere) return;
  const bool light_ground = style.ground[0] > 128;
  const Rgb ink = light_ground ? Rgb{0, 0, 0} : Rgb{255, 255, 255};
  const double big = style.size.height / 16.0;
  style.texts.push_back({word, big / 2, style.size.height - big / 2, big, ink});
  if (place == WordPlace::kCorner) return;
  const Disc& disc = style.discs.front().disc;
  const double size = share * disc.radius;
  const double width = kLetterWidth * size * static_cast<double>(word.size());
  const double left = disc.centre_x - width / 2;
  style.texts.push_back(place == WordPlace::kRim
                            ? ScreenText{word, left - disc.radius, disc.centre_y, size, ink}
                            : ScreenText{word, left, disc.centre_y + disc.radius / 2, size, ink});
}

// Half of the patients, in random order: the label has nothing to do with the heart.
std::vector<int> random_labels(size_t patients, uint64_t seed) {
  std::vector<int> labels(patients);
  for (size_t i = 0; i < patients; i += 2) labels[i] = 1;
  RandomStream(seed, "labels").shuffle(labels);
  return labels;
}

// All screens come from one department: what stands at one place is easiest to learn.
Image draw_case(const VirtualPatient& patient, const std::string& word, WordPlace place,
                const Options& options, const PhantomTables& tables) {
  const std::string key = std::to_string(patient.key.index);
  ScreenStyle style = draw_screen_style(
      {kStressCorrected, find_screen_layout(options.layout), options.scale},
      RandomStream(options.seed, "screen " + key), RandomStream(options.seed, "department"));
  add_words(style, word, place, options.word);
  const std::vector<ScreenMap> maps{
      {kStressCorrected, draw_uptake(patient, kStressCorrected, tables).noisy}};
  const Bytes jpeg = encode_jpeg(draw_screen(maps, style).screen, style.jpeg_quality);
  return decode_image(jpeg, key);
}

void keep_example(const Options& options, const Place& place, const Image& screen,
                  const Image& map) {
  const std::filesystem::path folder = options.examples;
  const std::string name = std::to_string(static_cast<int>(place.place));
  write_file(folder / (name + "_screen.png"), encode_png(screen));
  write_file(folder / (name + "_map.png"), encode_png(map));
}

Cohort draw_cohort(const Place& place, const Options& options, const PhantomTables& tables) {
  const std::vector<int> labels = random_labels(options.patients, options.seed);
  struct Case {
    Cells screen;
    std::optional<Cells> map;  // nothing: refused
    bool flagged = false;
  };
  std::vector<Case> cases(options.patients);
  parallel_for(cases.size(), options.threads, [&](size_t i) {
    const VirtualPatient patient = draw_patient({options.seed, i}, tables.fields);
    const Image screen =
        draw_case(patient, labels[i] == 1 ? "CAD" : "NORMAL", place.place, options, tables);
    cases[i].screen = cells_of(screen);
    try {
      const PreparedMap map = prepare_screen({.shown = screen}, std::to_string(i));
      cases[i].map = cells_of(map.image);
      cases[i].flagged = std::ranges::find(map.flags, "text left") != map.flags.end();
      if (i == 0 && !options.examples.empty()) keep_example(options, place, screen, map.image);
    } catch (const Error&) {
      cases[i].map.reset();
    }
  });
  Cohort cohort;
  const auto add = [&](Features& features, const Cells& cells, size_t i) {
    features.brightness.push_back({cells.brightness, labels[i] == 1, std::to_string(i)});
    features.structure.push_back({cells.structure, labels[i] == 1, std::to_string(i)});
  };
  for (size_t i = 0; i < cases.size(); ++i) {
    add(cohort.screens, cases[i].screen, i);
    if (cases[i].map) add(cohort.maps, *cases[i].map, i);
    cohort.refused += cases[i].map ? 0 : 1;
    cohort.flagged += cases[i].flagged ? 1 : 0;
  }
  return cohort;
}

void judge(const char* name, const std::vector<FeatureRow>& rows, const Options& options) {
  const std::vector<ScoredCase> cases = cross_validated_scores(
      rows, kFolds, RandomStream(options.seed, "folds"), [&](const FeatureRows& training) {
        return fit_random_forest(training, {.trees = 100, .seed = options.seed});
      });
  Proportion right{0, static_cast<int>(cases.size())};
  for (const ScoredCase& one : cases) right.count += (one.score >= 0.5) == (one.truth == 1) ? 1 : 0;
  const Interval interval = proportion_estimate(right).interval.value();
  const bool chance = interval.low <= 0.5 && interval.high >= 0.5;
  std::printf("  %-20s n %4d  accuracy %.3f (95 %% %.3f to %.3f, chance %s)  AUC %.3f\n", name,
              right.total, static_cast<double>(right.count) / right.total, interval.low,
              interval.high, chance ? "inside" : "outside", area_under_roc(cases).value());
}

void run(const Options& options) {
  const PhantomTables tables;
  std::printf("Synthetic screens, layout %s, scale %s, words of %.2f radii on the disc\n",
              options.layout.c_str(), options.scale.c_str(), options.word);
  for (const Place& place : kPlaces) {
    const Cohort cohort = draw_cohort(place, options, tables);
    std::printf("Words that say the class stand %s: %zu refused, %zu flagged \"text left\"\n",
                place.name, cohort.refused, cohort.flagged);
    judge("screens, brightness", cohort.screens.brightness, options);
    judge("screens, structure", cohort.screens.structure, options);
    judge("prepared, brightness", cohort.maps.brightness, options);
    judge("prepared, structure", cohort.maps.structure, options);
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace myolens

int main(int argc, char** argv) {
  myolens::Options options;
  CLI::App app{"Tells whether burned-in text that names the class survives preparation"};
  app.add_option("--patients", options.patients, "Patients, each with one screen")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Seed of hearts, labels and screens")
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Threads")->capture_default_str();
  app.add_option("--layout", options.layout, "single, segments or white")->capture_default_str();
  app.add_option("--scale", options.scale, "Colour scale, or mixed")->capture_default_str();
  app.add_option("--word", options.word, "Size of the words on the disc, in its radius")
      ->capture_default_str();
  app.add_option("--examples", options.examples, "Folder that receives one screen of each kind");
  CLI11_PARSE(app, argc, argv);
  myolens::run(options);
}
