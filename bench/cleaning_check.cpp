// How close cleaned polar maps come to the same maps without text, lines and markers, and how long
// cleaning takes. All discs are synthetic.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <vector>

#include "bench/cleaning_screens.h"
#include "myolens/base/file.h"
#include "myolens/imaging/codec.h"
#include "myolens/phantom/screen.h"
#include "myolens/phantom/uptake.h"
#include "myolens/polarmap/cleaning.h"
#include "myolens/polarmap/uptake.h"

namespace myolens {
namespace {

constexpr double kRim = 3;           // pixels inside the circle that are not compared
constexpr int kThinnest = 5;         // pixels; arcs that reach into the compared part are no text
constexpr int kGap = 4;              // pixels between letters of one text box
constexpr double kTextBoxLimit = 6;  // of 255
constexpr double kDiscLimit = 2;

struct Tally {
  int discs = 0;
  double sum = 0;
  double worst_disc = 0;
  double untouched_sum = 0;  // change of the clean rendering by cleaning
  std::vector<double> boxes;
  std::map<std::string, int> flags;
  int boxes_beyond = 0;          // worse than kTextBoxLimit
  int boxes_beyond_flagged = 0;  // of these, on discs flagged by more than "text removed"
};

bool compared(const Disc& disc, int x, int y) {
  return std::hypot(x + 0.5 - disc.centre_x, y + 0.5 - disc.centre_y) <= disc.radius - kRim;
}

struct Box {
  int left, top, right, bottom;
};

// Connected drawn pixels of the disc, letters of one word together.
std::vector<Box> text_boxes(const OverlaidDisc& drawn) {
  Image left = drawn.overlay;
  std::vector<Box> boxes;
  std::vector<std::pair<int, int>> todo;
  for (int y0 = 0; y0 < left.height; ++y0) {
    for (int x0 = 0; x0 < left.width; ++x0) {
      if (*left.pixel(x0, y0) == 0 || !compared(drawn.disc, x0, y0)) continue;
      Box box{x0, y0, x0, y0};
      todo = {{x0, y0}};
      *left.pixel(x0, y0) = 0;
      while (!todo.empty()) {
        const auto [x, y] = todo.back();
        todo.pop_back();
        box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x),
               std::max(box.bottom, y)};
        for (int v = y - kGap; v <= y + kGap; ++v) {
          for (int u = x - kGap; u <= x + kGap; ++u) {
            if (!left.contains(u, v) || *left.pixel(u, v) == 0 || !compared(drawn.disc, u, v))
              continue;
            *left.pixel(u, v) = 0;
            todo.emplace_back(u, v);
          }
        }
      }
      const int thickness = std::min(box.right - box.left, box.bottom - box.top) + 1;
      if (thickness >= kThinnest) boxes.push_back(box);
    }
  }
  return boxes;
}

struct Comparison {
  const OverlaidDisc& drawn;
  const PreparedMap& map;

  // Mean absolute difference over the compared pixels of a box, of 255.
  double mean(const Box& box, const Image& reference) const {
    const auto left =
        static_cast<int>(std::lround(map.disc_on_screen.centre_x - map.disc.centre_x));
    const auto top = static_cast<int>(std::lround(map.disc_on_screen.centre_y - map.disc.centre_y));
    double sum = 0;
    int count = 0;
    for (int y = box.top; y <= box.bottom; ++y) {
      for (int x = box.left; x <= box.right; ++x) {
        if (!compared(drawn.disc, x, y)) continue;
        for (int c = 0; c < 3; ++c) {
          sum += std::abs(reference.pixel(x, y)[c] - map.image.pixel(x - left, y - top)[c]);
        }
        count += 3;
      }
    }
    return count == 0 ? 0 : sum / count;
  }
};

struct Measured {
  double mean = 0;            // over the disc, of 255
  double untouched = 0;       // change of the clean rendering by cleaning
  std::vector<double> boxes;  // means
  std::vector<std::string> flags;
  Image picture;
  double worst_box() const { return boxes.empty() ? 0 : *std::ranges::max_element(boxes); }
  bool flagged() const {
    return std::ranges::any_of(flags, [](const std::string& f) { return f != "text removed"; });
  }
};

// Screen, cleaned map, clean map, their difference, and what was filled.
Image side_by_side(const OverlaidDisc& drawn, const PreparedMap& map) {
  constexpr int kDifferenceGain = 4;
  const int side = map.image.width;
  const auto left = static_cast<int>(std::lround(map.disc_on_screen.centre_x - map.disc.centre_x));
  const auto top = static_cast<int>(std::lround(map.disc_on_screen.centre_y - map.disc.centre_y));
  Image picture(5 * side, side, 3);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      if (!drawn.screen.contains(x + left, y + top)) continue;
      for (int c = 0; c < 3; ++c) {
        const int cleaned = map.image.pixel(x, y)[c];
        const int clean = drawn.clean.pixel(x + left, y + top)[c];
        picture.pixel(x, y)[c] = drawn.screen.pixel(x + left, y + top)[c];
        picture.pixel(x + side, y)[c] = static_cast<uint8_t>(cleaned);
        picture.pixel(x + 2 * side, y)[c] = static_cast<uint8_t>(clean);
        if (cleaned != drawn.screen.pixel(x + left, y + top)[c]) {
          std::fill_n(picture.pixel(x + 4 * side, y), 3, uint8_t{255});
        }
        if (!compared(map.disc, x, y)) continue;
        picture.pixel(x + 3 * side, y)[c] =
            static_cast<uint8_t>(std::min(kDifferenceGain * std::abs(cleaned - clean), 255));
      }
    }
  }
  return picture;
}

Measured measure(const OverlaidDisc& drawn) {
  const Box all{0, 0, drawn.screen.width - 1, drawn.screen.height - 1};
  const PreparedMap map = clean_polar_map(drawn.screen, drawn.disc);
  const Comparison comparison{drawn, map};
  Measured measured;
  measured.mean = comparison.mean(all, drawn.clean);
  for (const Box& box : text_boxes(drawn)) {
    measured.boxes.push_back(comparison.mean(box, drawn.clean));
  }
  measured.flags = map.flags;
  measured.picture = side_by_side(drawn, map);
  const PreparedMap untouched = clean_polar_map(drawn.clean, drawn.disc);
  measured.untouched = Comparison{drawn, untouched}.mean(all, drawn.clean);
  return measured;
}

void add(Tally& tally, const Measured& measured) {
  ++tally.discs;
  tally.sum += measured.mean;
  tally.worst_disc = std::max(tally.worst_disc, measured.mean);
  tally.boxes.insert(tally.boxes.end(), measured.boxes.begin(), measured.boxes.end());
  for (const std::string& flag : measured.flags) ++tally.flags[flag];
  tally.untouched_sum += measured.untouched;
  const auto beyond = static_cast<int>(
      std::ranges::count_if(measured.boxes, [](double v) { return v > kTextBoxLimit; }));
  tally.boxes_beyond += beyond;
  if (measured.flagged()) tally.boxes_beyond_flagged += beyond;
}

// Mean over the compared pixels, of 1.
double uptake_error(const OverlaidDisc& drawn, const PreparedMap& map, const Image16& uptake) {
  const auto left = static_cast<int>(std::lround(map.disc_on_screen.centre_x - map.disc.centre_x));
  const auto top = static_cast<int>(std::lround(map.disc_on_screen.centre_y - map.disc.centre_y));
  double sum = 0;
  int count = 0;
  for (int y = 0; y < drawn.uptake.height; ++y) {
    for (int x = 0; x < drawn.uptake.width; ++x) {
      if (!compared(drawn.disc, x, y)) continue;
      const double read = *uptake.pixel(x - left, y - top) / 65535.0;
      sum += std::abs(read - static_cast<double>(*drawn.uptake.pixel(x, y)));
      ++count;
    }
  }
  return count == 0 ? 0 : sum / count;
}

void print(const std::string& name, const Tally& tally) {
  const double worst_box = tally.boxes.empty() ? 0 : *std::ranges::max_element(tally.boxes);
  const auto within =
      std::ranges::count_if(tally.boxes, [](double v) { return v <= kTextBoxLimit; });
  std::printf(
      "%-28s %4d discs  mean %5.2f  worst %5.2f  boxes %5zu worst %6.2f within %6.2f%%  "
      "beyond and flagged %d of %d  clean map moved %.3f ",
      name.c_str(), tally.discs, tally.sum / tally.discs, tally.worst_disc, tally.boxes.size(),
      worst_box,
      tally.boxes.empty()
          ? 100.0
          : 100.0 * static_cast<double>(within) / static_cast<double>(tally.boxes.size()),
      tally.boxes_beyond_flagged, tally.boxes_beyond, tally.untouched_sum / tally.discs);
  for (const auto& [flag, count] : tally.flags) std::printf(" %s: %d", flag.c_str(), count);
  std::printf("\n");
}

// Of processor time, so that other programs do not count.
double milliseconds_per_disc(const OverlaidDisc& drawn) {
  constexpr int kRuns = 30;
  const std::clock_t start = std::clock();
  for (int i = 0; i < kRuns; ++i) clean_polar_map(drawn.screen, drawn.disc);
  return 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / kRuns;
}

struct Options {
  int hearts = 2;
  uint64_t seed = 1;
  size_t worst = 0;    // discs to be named
  std::string folder;  // for their pictures
};

class Check {
 public:
  explicit Check(const Options& options)
      : options_(options), random_(options.seed, "cleaning check") {}

  void own_discs(size_t heart, const ColourScale& scale) {
    const FloatImage uptake = uptake_of(heart, kStressCorrected);
    for (size_t style = 0; style < kOverlayNames.size(); ++style) {
      const double radius = std::exp(random_.uniform(std::log(80.0), std::log(450.0)));
      const int quality = 60 + 5 * static_cast<int>(random_.below(8));
      add_to_all(
          std::string(kOverlayNames[style]), scale, quality,
          draw_overlaid_disc(uptake, scale, {static_cast<OverlayStyle>(style), radius, quality},
                             next_stream()));
    }
  }

  void screens(size_t heart, const ColourScale& scale) {
    for (const ScreenLayout layout : kScreenLayouts) {
      const ScreenStyle style =
          draw_screen_style({kStressCorrected, layout, scale.name}, next_stream());
      std::vector<ScreenMap> maps;
      for (const ImageKind kind : shown_images(layout, kStressCorrected)) {
        maps.push_back({kind, uptake_of(heart, kind)});
      }
      const DrawnScreen drawn = draw_screen(maps, style);
      const auto through_jpeg = [&](const Image& image) {
        return decode_image(encode_jpeg(image, style.jpeg_quality), "drawn in memory");
      };
      OverlaidDisc disc{
          through_jpeg(drawn.screen), through_jpeg(drawn.clean), drawn.overlay, {}, {}};
      for (const DiscTruth& truth : drawn.discs) {
        disc.disc = truth.disc;
        const bool difference = truth.name.find("difference") != std::string::npos;
        add_to_all(
            "screen " + std::string(screen_layout_name(layout)) + (difference ? " difference" : ""),
            scale, style.jpeg_quality, disc);
      }
    }
  }

  void print_all() const {
    for (const auto* group : {&by_style_, &by_scale_, &by_quality_, &by_radius_}) {
      for (const auto& [name, tally] : *group) print(name, tally);
    }
  }

  void print_worst() {
    sort_worst();
    for (size_t i = 0; i < worst_.size(); ++i) {
      const auto& [name, measured] = worst_[i];
      std::printf("worst %3zu  mean %5.2f  box %6.2f  %s ", i, measured.mean, measured.worst_box(),
                  name.c_str());
      for (const std::string& flag : measured.flags) std::printf(" [%s]", flag.c_str());
      std::printf("\n");
      if (options_.folder.empty()) continue;
      write_file(options_.folder + "/worst" + std::to_string(i) + ".png",
                 encode_png(measured.picture));
    }
  }

  // Of cleaned maps with text, in percent of the scale.
  void print_uptake_errors(int hearts) {
    for (const ColourScale& scale : colour_scales()) {
      std::printf("uptake %-14s", std::string(scale.name).c_str());
      for (const int quality : {90, 75, 60}) {
        double sum = 0;
        int recognised = 0;
        for (int heart = 0; heart < hearts; ++heart) {
          const OverlaidDisc drawn = draw_overlaid_disc(
              uptake_of(static_cast<size_t>(heart), kStressCorrected), scale,
              {OverlayStyle::kText, random_.uniform(100, 350), quality}, next_stream());
          const PreparedMap map = clean_polar_map(drawn.screen, drawn.disc);
          const UptakeScale found = recognise_scale(map.image, map.disc, {{}, Rgb{0, 0, 0}});
          recognised += found.name == scale.name ? 1 : 0;
          sum += uptake_error(drawn, map, uptake_map(map, found));
        }
        std::printf("  quality %d: %.2f %% (%d of %d recognised)", quality, 100 * sum / hearts,
                    recognised, hearts);
      }
      std::printf("\n");
    }
  }

  void print_times() {
    const FloatImage uptake = uptake_of(0, kStressCorrected);
    for (const double radius : {100.0, 350.0, 500.0}) {
      for (const OverlayStyle style : {OverlayStyle::kText, OverlayStyle::kSegments}) {
        const OverlaidDisc drawn = draw_overlaid_disc(uptake, find_colour_scale("cool"),
                                                      {style, radius, 85}, {1, "speed"});
        std::printf("radius %3.0f %-10s %6.2f ms\n", radius,
                    std::string(kOverlayNames[static_cast<size_t>(style)]).c_str(),
                    milliseconds_per_disc(drawn));
      }
    }
  }

 private:
  FloatImage uptake_of(size_t heart, ImageKind kind) const {
    return draw_uptake(draw_patient({options_.seed, heart}, tables_.fields), kind, tables_).noisy;
  }
  RandomStream next_stream() { return {options_.seed, "disc " + std::to_string(random_.next())}; }
  void add_to_all(const std::string& style, const ColourScale& scale, int quality,
                  const OverlaidDisc& drawn) {
    Measured measured = measure(drawn);
    add(by_style_[style], measured);
    if (style.find("difference") != std::string::npos) return;
    add(by_scale_[std::string(scale.name)], measured);
    add(by_quality_["quality " + std::to_string(quality / 10 * 10)], measured);
    const double radius = drawn.disc.radius;
    add(by_radius_[radius < 120   ? "radius below 120"
                   : radius < 220 ? "radius below 220"
                                  : "radius from 220"],
        measured);
    keep_if_bad(style + ", " + std::string(scale.name) + ", quality " + std::to_string(quality) +
                    ", radius " + std::to_string(std::lround(drawn.disc.radius)),
                std::move(measured));
  }

  // Room for twice as many as are printed, sorted when it is full.
  void keep_if_bad(std::string name, Measured measured) {
    if (options_.worst == 0) return;
    worst_.emplace_back(std::move(name), std::move(measured));
    if (worst_.size() < 2 * options_.worst) return;
    sort_worst();
  }
  void sort_worst() {
    std::ranges::stable_sort(worst_, std::ranges::greater{}, [](const auto& entry) {
      return std::max(entry.second.worst_box() / kTextBoxLimit, entry.second.mean / kDiscLimit);
    });
    if (worst_.size() > options_.worst) worst_.resize(options_.worst);
  }

  Options options_;
  RandomStream random_;
  PhantomTables tables_;
  std::map<std::string, Tally> by_style_;
  std::map<std::string, Tally> by_scale_;
  std::map<std::string, Tally> by_quality_;
  std::map<std::string, Tally> by_radius_;
  std::vector<std::pair<std::string, Measured>> worst_;
};

// A display's scale that the program does not know.
ColourScale unknown_scale() {
  ColourScale scale = find_colour_scale("ge_colour");
  scale.name = "unknown";
  for (Rgb& colour : scale.colours) colour = {colour[1], colour[2], colour[0]};
  return scale;
}

void run(const Options& options) {
  Check check(options);
  const ColourScale unknown = unknown_scale();
  for (int heart = 0; heart < options.hearts; ++heart) {
    for (const ColourScale& scale : colour_scales()) {
      check.own_discs(static_cast<size_t>(heart), scale);
      check.screens(static_cast<size_t>(heart), scale);
    }
    check.own_discs(static_cast<size_t>(heart), unknown);
  }
  check.print_all();
  check.print_worst();
  if (options.hearts > 0) check.print_uptake_errors(options.hearts);
  check.print_times();
}

}  // namespace
}  // namespace myolens

int main(int argc, char** argv) {
  myolens::Options options;
  CLI::App app{"Compares cleaned synthetic polar maps with the same maps without text"};
  app.add_option("--hearts", options.hearts,
                 "Virtual patients, each in every scale and style; 0: speed only")
      ->check(CLI::Range(0, 1000));
  app.add_option("--seed", options.seed, "Seed of everything drawn");
  app.add_option("--worst", options.worst, "Number of the worst discs to name");
  app.add_option("--pictures", options.folder, "Folder for pictures of the worst discs")
      ->check(CLI::ExistingDirectory);
  CLI11_PARSE(app, argc, argv);
  myolens::run(options);
  return 0;
}
