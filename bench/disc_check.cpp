// How well polar maps are found on synthetic screens of all layouts and colour scales, against the
// circles that were drawn.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "myolens/base/file.h"
#include "myolens/imaging/codec.h"
#include "myolens/phantom/screen.h"
#include "myolens/phantom/uptake.h"
#include "myolens/polarmap/circle_check.h"
#include "myolens/polarmap/disc_finder.h"

namespace myolens {
namespace {

constexpr double kCentreLimit = 0.01;  // of the radius
constexpr double kRadiusLimit = 0.02;  // of the radius

struct Tally {
  int screens = 0;
  int discs = 0;
  int exact = 0;
  int missed = 0;  // no circle there at all: such a screen is refused or flagged
  int wrong = 0;   // a circle, but not the drawn one
  int surplus = 0;
  int flagged = 0;  // exact circles that the self-check calls uncertain
  int silent = 0;   // wrong or surplus ones that it does not
  double worst_centre = 0;
  double worst_radius = 0;
  std::vector<double> milliseconds;
};

struct Options {
  int screens = 1000;
  std::vector<uint64_t> seeds{1, 2, 3, 4};
  size_t hearts = 8;      // of every seed
  std::vector<int> only;  // numbers of screens; all when empty
  std::string failures;   // folder for the screens that went wrong
};

struct Found {
  Disc disc;
  bool certain = true;
};

using Maps = std::vector<ScreenMap>;

Maps maps_of(size_t index, uint64_t seed, const PhantomTables& tables) {
  const VirtualPatient patient = draw_patient({seed, index}, tables.fields);
  Maps maps;
  for (const ImageKind kind :
       {kStressCorrected, kRestCorrected, kStressUncorrected, kRestUncorrected}) {
    maps.push_back({kind, draw_uptake(patient, kind, tables).noisy});
  }
  return maps;
}

// True when every drawn disc was found, and nothing else.
bool add(Tally& tally, const std::vector<DiscTruth>& truth, const std::vector<Found>& found) {
  ++tally.screens;
  std::vector<bool> used(found.size());
  bool all = true;
  for (const DiscTruth& drawn : truth) {
    ++tally.discs;
    const double radius = drawn.disc.radius;
    bool near = false;
    bool exact = false;
    for (size_t i = 0; i < found.size(); ++i) {
      const double centre = std::hypot(found[i].disc.centre_x - drawn.disc.centre_x,
                                       found[i].disc.centre_y - drawn.disc.centre_y) /
                            radius;
      if (centre > 0.5 || used[i]) continue;
      used[i] = true;
      near = true;
      const double off = std::abs(found[i].disc.radius - radius) / radius;
      exact = centre <= kCentreLimit && off <= kRadiusLimit;
      if (exact) tally.worst_centre = std::max(tally.worst_centre, centre);
      if (exact) tally.worst_radius = std::max(tally.worst_radius, off);
      tally.flagged += exact && !found[i].certain ? 1 : 0;
      tally.silent += !exact && found[i].certain ? 1 : 0;
      break;
    }
    tally.exact += exact ? 1 : 0;
    tally.missed += near ? 0 : 1;
    tally.wrong += near && !exact ? 1 : 0;
    all = all && exact;
  }
  const auto surplus = std::ranges::count(used, false);
  for (size_t i = 0; i < found.size(); ++i) tally.silent += !used[i] && found[i].certain ? 1 : 0;
  tally.surplus += static_cast<int>(surplus);
  return all && surplus == 0;
}

void print(const std::string& name, Tally& tally) {
  auto& times = tally.milliseconds;
  std::ranges::sort(times);
  std::printf(
      "%-26s %5d screens %5d discs  exact %6.2f %%  missed %3d  wrong %3d  surplus %3d  flagged "
      "%3d  silent %3d  worst of "
      "the exact: centre %.2f %%, radius %.2f %%  %.1f ms (95th percentile %.1f)\n",
      name.c_str(), tally.screens, tally.discs, 100.0 * tally.exact / std::max(tally.discs, 1),
      tally.missed, tally.wrong, tally.surplus, tally.flagged, tally.silent,
      100 * tally.worst_centre, 100 * tally.worst_radius, times[times.size() / 2],
      times[times.size() * 95 / 100]);
}

void run(const Options& options) {
  const PhantomTables tables;
  struct Heart {
    uint64_t seed;
    Maps maps;
  };
  std::vector<Heart> hearts;
  for (size_t i = 0; i < options.hearts; ++i) {
    for (const uint64_t seed : options.seeds) {
      hearts.push_back({seed, maps_of(i, seed, tables)});
    }
  }
  std::map<std::string, Tally> by_layout;
  std::map<std::string, Tally> by_scale;
  Tally all;
  for (int i = 0; i < options.screens; ++i) {
    if (!options.only.empty() && std::ranges::find(options.only, i) == options.only.end()) continue;
    const auto index = static_cast<size_t>(i);
    const ScreenLayout layout = kScreenLayouts[index % kScreenLayouts.size()];
    const auto& [seed, maps] = hearts[(index / kScreenLayouts.size()) % hearts.size()];
    const ScreenStyle style =
        draw_screen_style({maps[index % 4].image, layout, kMixedColourScales},
                          RandomStream(seed, "disc check " + std::to_string(i)));
    const Bytes jpeg = encode_jpeg(draw_screen(maps, style).screen, style.jpeg_quality);
    const Image screen = decode_image(jpeg, "screen");
    const auto start = std::chrono::steady_clock::now();
    const std::vector<Disc> discs = find_discs(screen);
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - start;
    std::vector<Found> found;
    for (const Disc& disc : discs) found.push_back({disc, circle_is_certain(screen, disc)});
    std::vector<DiscTruth> truth;
    for (const ScreenDisc& disc : style.discs) truth.push_back({disc.name, disc.disc});
    bool good = true;
    for (Tally* tally : {&all, &by_layout[std::string(screen_layout_name(layout))],
                         &by_scale[std::string(style.colour_scale)]}) {
      tally->milliseconds.push_back(taken.count());
      good = add(*tally, truth, found);
    }
    if (good && options.only.empty()) continue;
    std::printf("screen %d: %s, %s, quality %d:", i,
                std::string(screen_layout_name(layout)).c_str(),
                std::string(style.colour_scale).c_str(), style.jpeg_quality);
    for (const DiscTruth& disc : truth) {
      std::printf(" drawn %.1f %.1f %.1f,", disc.disc.centre_x, disc.disc.centre_y,
                  disc.disc.radius);
    }
    for (const auto& [disc, certain] : found) {
      std::printf(" found %.1f %.1f %.1f%s,", disc.centre_x, disc.centre_y, disc.radius,
                  certain ? "" : " uncertain");
    }
    std::printf("\n");
    if (!options.failures.empty()) {
      write_file(std::filesystem::path(options.failures) / ("screen" + std::to_string(i) + ".jpg"),
                 jpeg);
    }
  }
  for (auto& [name, tally] : by_layout) print(name, tally);
  for (auto& [name, tally] : by_scale) print(name, tally);
  print("all", all);
}

}  // namespace
}  // namespace myolens

int main(int argc, char** argv) {
  myolens::Options options;
  CLI::App app{"Looks for polar maps on synthetic screens and prints how many circles are exact"};
  app.add_option("--screens", options.screens, "Number of screens")->capture_default_str();
  app.add_option("--seed", options.seeds, "Seeds of hearts and screens, one after the other")
      ->capture_default_str();
  app.add_option("--only", options.only, "Numbers of the screens to look at, all by default");
  app.add_option("--failures", options.failures, "Folder that receives the screens with errors");
  CLI11_PARSE(app, argc, argv);
  myolens::run(options);
}
