// Prints whether the synthetic cohort still shows what it was built to show: how well simple scores
// tell its classes apart, how its maps compare with the statistics of 40 real ones (20 patients,
// two studies each, no diagnosis known), and, given a folder of real maps, how well a forest tells
// them from synthetic ones.
//   phantom_check --seeds 8 --real real_maps/
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "bench/phantom_check_labels.h"
#include "bench/phantom_check_maps.h"
#include "bench/phantom_check_real.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

struct Range {
  double lowest;
  double highest;
};

struct Setting {
  const char* name;
  LabelMode mode;
  ImageKind image;
  LabelStatistics expected;
  Range deficit;  // accepted AUC of the deficit score
};

// Published AUC of clinical data for obstructive disease: Miller, doi 10.1007/s12350-022-03012-6.
constexpr Range kClinical{.66, .76};

// Of the NumPy prototype of the same parameters, 8 seeds.
const std::array<Setting, 4> kSettings{{
    {"AC expert",
     LabelMode::kExpert,
     kStressCorrected,
     {.69, .92, .89, .93, {.23, .32, .21, .23}, .21, NAN, 0},
     {.86, .94}},
    {"NAC expert",
     LabelMode::kExpert,
     kStressUncorrected,
     {.68, .87, NAN, .90, {.30, .33, .19, .18}, .24, NAN, 0},
     {.81, .91}},
    {"AC angiography",
     LabelMode::kAngiography,
     kStressCorrected,
     {.59, .82, NAN, .83, {.58, .20, .10, .12}, 0, .71, 0},
     {.76, .85}},
    {"NAC angiography",
     LabelMode::kAngiography,
     kStressUncorrected,
     {.63, .81, NAN, .83, {.59, .21, .08, .12}, 0, .71, 0},
     {.76, .85}},
}};

// Seeds first to first + count - 1, one cohort each.
struct SeedRange {
  uint64_t first = 1;
  uint64_t count = 8;
};

std::vector<CohortRequest> cohort_requests(SeedRange seeds) {
  std::vector<CohortRequest> requests(seeds.count);
  for (size_t i = 0; i < requests.size(); ++i) requests[i].seed = seeds.first + i;
  return requests;
}

struct Spread {
  double mean = 0;
  double deviation = 0;
};

template <typename Items, typename Function>
Spread spread(const Items& items, const Function& value) {
  double sum = 0;
  double squares = 0;
  for (const auto& item : items) {
    sum += value(item);
    squares += value(item) * value(item);
  }
  const auto count = static_cast<double>(items.size());
  const double mean = sum / count;
  return {mean, std::sqrt(std::max(squares / count - mean * mean, 0.0))};
}

const char* verdict(bool accepted) { return accepted ? "yes" : "NO"; }

template <typename Function>
void print_row(const std::vector<LabelStatistics>& runs, const LabelStatistics& expected,
               const char* name, const Function& value) {
  const Spread found = spread(runs, value);
  std::printf("  %-44s %.3f +- %.3f", name, found.mean, found.deviation);
  const double prototype = value(expected);
  std::printf(std::isnan(prototype) ? "\n" : "   prototype %.2f\n", prototype);
}

void print_range(double found, Range accepted) {
  std::printf("    accepted from %.2f to %.2f: %s\n", accepted.lowest, accepted.highest,
              verdict(found >= accepted.lowest && found <= accepted.highest));
}

void print_labels(const Setting& setting, const std::vector<LabelStatistics>& runs) {
  using Stats = LabelStatistics;
  std::printf("%s\n", setting.name);
  print_row(runs, setting.expected, "AUC, share of the disc below half",
            [](const Stats& s) { return s.auc_share_below_half; });
  print_row(runs, setting.expected, "AUC, deficit against fresh normals",
            [](const Stats& s) { return s.auc_deficit; });
  print_range(spread(runs, [](const Stats& s) { return s.auc_deficit; }).mean, setting.deficit);
  print_row(runs, setting.expected, "AUC, deficit against the training part",
            [](const Stats& s) { return s.auc_deficit_training; });
  print_row(runs, setting.expected, "AUC, true summed stress score",
            [](const Stats& s) { return s.auc_lesion_score; });
  const std::array<const char*, 4> ranges{"0 to 3", "4 to 8", "9 to 13", "over 13"};
  for (size_t i = 0; i < ranges.size(); ++i) {
    const std::string name = std::string("share of CAD with a score of ") + ranges[i];
    print_row(runs, setting.expected, name.c_str(),
              [i](const Stats& s) { return s.score_shares[i]; });
  }
  print_row(runs, setting.expected, "latent disease differs from the label",
            [](const Stats& s) { return s.latent_differs; });
  print_row(runs, setting.expected, "AUC, clinical features alone",
            [](const Stats& s) { return s.auc_clinical; });
  if (setting.mode == LabelMode::kAngiography) {
    print_range(spread(runs, [](const Stats& s) { return s.auc_clinical; }).mean, kClinical);
  }
  std::printf("  %-44s %.2f\n", "patients drawn per member",
              spread(runs, [](const Stats& s) { return s.candidates; }).mean);
}

void check_labels(SeedRange seeds, const PhantomTables& tables, size_t threads) {
  std::printf("== Labels: mean and deviation over %zu seeds\n", static_cast<size_t>(seeds.count));
  for (const Setting& setting : kSettings) {
    std::vector<LabelStatistics> runs;
    for (CohortRequest request : cohort_requests(seeds)) {
      request.label_mode = setting.mode;
      request.image = setting.image;
      runs.push_back(label_statistics(request, tables, threads));
    }
    print_labels(setting, runs);
  }
}

// The real maps: their outer 15 % holds the valve plane, so their values are of r <= .85.
constexpr SegmentValues kRealMeans{.75, .59, .53, .60, .72, .81, .81, .80, .74,
                                   .69, .79, .88, .79, .82, .73, .84, .77};
constexpr SegmentValues kRealDeviations{.07, .11, .12, .13, .12, .07, .10, .09, .12,
                                        .14, .12, .07, .12, .12, .12, .09, .11};
constexpr std::array<Spread, 4> kRealAreas{{{.04, .06}, {.09, .10}, {.18, .14}, {.34, .17}}};
constexpr std::array<double, 3> kRealAutocorrelation{.989, .955, .834};
constexpr double kRealHighFrequency = .0039;
constexpr double kRealStudyDifference = .048;

void print_segments(const std::vector<MapFeatures>& maps) {
  SegmentValues means{};
  std::printf("  segment   mean  real  accepted     SD  real  ratio  accepted\n");
  for (size_t i = 0; i < means.size(); ++i) {
    const Spread found = spread(maps, [i](const MapFeatures& map) { return map.segments[i]; });
    const bool basal = i < 6;
    const double ratio = found.deviation / kRealDeviations[i];
    means[i] = found.mean;
    std::printf("  %7zu  %5.3f  %4.2f  %-8s  %5.3f  %4.2f  %5.2f  %s\n", i + 1, found.mean,
                kRealMeans[i], verdict(std::abs(found.mean - kRealMeans[i]) <= (basal ? .14 : .08)),
                found.deviation, kRealDeviations[i], ratio,
                basal ? "-" : verdict(ratio >= .6 && ratio <= 1.6));
  }
  const bool order =
      means[2] < means[1] && means[3] < means[4] && means[4] < means[0] && means[4] < means[5];
  std::printf("  basal order 3 < 2 and 4 < 5 < 1, 6: %s\n", verdict(order));
}

void print_texture(const std::vector<MapFeatures>& maps) {
  for (size_t i = 0; i < kUptakeLevels.size(); ++i) {
    const Spread found = spread(maps, [i](const MapFeatures& map) { return map.area_below[i]; });
    const bool near = std::abs(found.mean - kRealAreas[i].mean) <= kRealAreas[i].deviation;
    std::printf("  area below %.1f          %.3f +- %.3f  real %.2f +- %.2f  within one SD: %s\n",
                kUptakeLevels[i], found.mean, found.deviation, kRealAreas[i].mean,
                kRealAreas[i].deviation, verdict(near));
  }
  for (size_t i = 0; i < kShifts.size(); ++i) {
    const double found =
        spread(maps, [i](const MapFeatures& map) { return map.autocorrelation[i]; }).mean;
    std::printf("  autocorrelation, %2d px  %.3f  real %.3f  accepted: %s\n", kShifts[i], found,
                kRealAutocorrelation[i], verdict(std::abs(found - kRealAutocorrelation[i]) <= .03));
  }
  const double high = spread(maps, [](const MapFeatures& map) { return map.high_frequency; }).mean;
  std::printf("  high frequency          %.4f  real %.4f  accepted: %s\n", high, kRealHighFrequency,
              verdict(high >= .003 && high <= .006));
}

// Of the first cohort only, so that the classes stay as far apart in number as patients are.
void print_resemblance(const std::vector<MapFeatures>& maps, const std::string& folder,
                       size_t threads) {
  if (folder.empty()) {
    std::printf("== Real against synthetic: skipped, no folder of real maps given (--real)\n");
    return;
  }
  const Resemblance found = resemblance(real_segment_means(folder), maps, threads);
  std::printf("== Real against synthetic: forest on 17 segment means, patients kept whole\n");
  std::printf("  %zu real maps of %zu patients, %zu synthetic maps\n", found.real_maps,
              found.real_patients, found.synthetic_maps);
  std::printf("  AUC %.3f +- %.3f between folds (0.5: cannot be told apart)   prototype 0.90\n",
              found.auc, found.deviation);
}

void check_maps(SeedRange seeds, const PhantomTables& tables, size_t threads,
                const std::string& real_folder) {
  std::vector<StudyPair> pairs;
  for (CohortRequest request : cohort_requests(seeds)) {
    request.image = kStressUncorrected;
    const std::vector<StudyPair> drawn = uncorrected_pairs(request, tables, threads);
    pairs.insert(pairs.end(), drawn.begin(), drawn.end());
  }
  std::vector<MapFeatures> maps;
  for (const StudyPair& pair : pairs) {
    maps.push_back(pair.stress);
    maps.push_back(pair.rest);
  }
  std::printf("== Maps: NAC, stress and rest of %zu patients, beside real maps at r <= .85\n",
              pairs.size());
  print_segments(maps);
  print_texture(maps);
  const double difference =
      spread(pairs, [](const StudyPair& pair) { return pair.mean_difference; }).mean;
  std::printf("  difference stress - rest %.3f  real %.3f  from .03 to .06: %s\n", difference,
              kRealStudyDifference, verdict(difference >= .03 && difference <= .06));
  maps.resize(maps.size() / seeds.count);
  print_resemblance(maps, real_folder, threads);
}

int run(int argc, char** argv) {
  CLI::App app("Compare the synthetic cohort with what it was built to show");
  SeedRange seeds;
  std::string real_folder;
  size_t threads = std::thread::hardware_concurrency();
  app.add_option("--seeds", seeds.count, "Cohorts per setting")->check(CLI::Range(1, 1000));
  app.add_option("--first-seed", seeds.first, "Seed of the first cohort");
  app.add_option("--real", real_folder, "Folder of real maps, PATIENT_STUDY.png")
      ->check(CLI::ExistingDirectory);
  app.add_option("--threads", threads, "Threads");
  CLI11_PARSE(app, argc, argv);
  const PhantomTables tables;
  check_maps(seeds, tables, threads, real_folder);
  check_labels(seeds, tables, threads);
  return 0;
}

}  // namespace
}  // namespace myolens

int main(int argc, char** argv) {
  try {
    return myolens::run(argc, argv);
  } catch (const myolens::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
