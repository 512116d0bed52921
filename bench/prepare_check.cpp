// Time and memory of `myolens prepare` on synthetic JPEG screens of 1640 x 1068 pixels, for a
// number of files and four times as many, and where the time of one screen goes.
#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/parallel.h"
#include "myolens/imaging/codec.h"
#include "myolens/phantom/screen.h"
#include "myolens/phantom/uptake.h"
#include "myolens/polarmap/cleaning.h"
#include "myolens/polarmap/disc_finder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::array<double, 2> kRadii{350, 530};  // pixels; the second fills the screen
constexpr size_t kHearts = 8;

struct Options {
  std::string program = "build/release/bin/myolens";
  std::string folder;
  size_t screens = 100;
  size_t threads = 2;
  uint64_t seed = 1;
};

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double processor_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::vector<FloatImage> draw_hearts(uint64_t seed) {
  const PhantomTables tables;
  std::vector<FloatImage> hearts;
  for (size_t i = 0; i < kHearts; ++i) {
    hearts.push_back(
        draw_uptake(draw_patient({seed, i}, tables.fields), kStressCorrected, tables).noisy);
  }
  return hearts;
}

Bytes draw_jpeg(const FloatImage& uptake, double radius, RandomStream random) {
  ScreenStyle style = draw_screen_style({kStressCorrected}, random);
  style.discs.front().disc = {style.size.width / 2.0, style.size.height / 2.0, radius};
  return encode_jpeg(draw_screen({{kStressCorrected, uptake}}, style).screen, style.jpeg_quality);
}

void write_screens(const fs::path& folder, size_t count, double radius,
                   const std::vector<FloatImage>& hearts, const Options& options) {
  fs::create_directories(folder);
  std::string manifest = "patient,file,label\n";
  for (size_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    manifest += "P" + number + "," + number + ".jpg," + (i % 2 == 0 ? "CAD" : "non-CAD") + "\n";
  }
  write_file(folder / "manifest.csv", manifest);
  parallel_for(count, options.threads, [&](size_t i) {
    const std::string number = std::to_string(i);
    write_file(folder / (number + ".jpg"),
               draw_jpeg(hearts[i % kHearts], radius, RandomStream(options.seed, number)));
  });
}

struct Run {
  double seconds = 0;
  double processor_seconds = 0;  // of all threads
  double megabytes = 0;          // largest resident set
};

// What the program prints is left out. Errors: kInternal when it cannot be run or fails.
Run run_prepare(const fs::path& screens, const fs::path& out, const Options& options) {
  const std::vector<std::string> words{options.program,
                                       "prepare",
                                       screens,
                                       "--out",
                                       out,
                                       "--threads",
                                       std::to_string(options.threads),
                                       "--quiet"};
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const Clock::time_point start = Clock::now();
  pid_t child = 0;
  int status = ::posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  rusage usage{};
  if (status != 0 || ::wait4(child, &status, 0, &usage) != child || status != 0) {
    throw Error(ErrorCode::kInternal, options.program + " prepare failed; see above");
  }
  const std::chrono::duration<double> taken = Clock::now() - start;
  return {taken.count(), seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) / 1024};
}

// On one thread, files in the page cache. Processor time, which other programs hardly change.
void print_parts(const fs::path& folder, size_t count) {
  std::array<double, 5> seconds{};
  for (size_t i = 0; i < count; ++i) {
    const fs::path file = folder / (std::to_string(i) + ".jpg");
    double start = processor_seconds();
    const auto lap = [&](size_t part) {
      seconds[part] += processor_seconds() - start;
      start = processor_seconds();
    };
    const Bytes bytes = read_file(file);
    lap(0);
    const Image screen = decode_image(bytes, file.string());
    lap(1);
    const std::vector<Disc> discs = find_discs(screen);
    lap(2);
    const PreparedMap map = clean_polar_map(screen, discs.at(0));
    lap(3);
    encode_png(map.image);
    lap(4);
  }
  constexpr std::array<const char*, 5> kNames{"read", "decode", "find", "clean", "encode"};
  std::printf("  processor milliseconds of one screen:");
  for (size_t part = 0; part < kNames.size(); ++part) {
    std::printf(" %s %.1f", kNames[part], 1000 * seconds[part] / static_cast<double>(count));
  }
  std::printf("\n");
}

void run(const Options& options) {
  const std::vector<FloatImage> hearts = draw_hearts(options.seed);
  for (const double radius : kRadii) {
    std::printf("Synthetic screens with a disc of radius %.0f pixels, %zu threads\n", radius,
                options.threads);
    const std::string name = "radius" + std::to_string(static_cast<int>(radius));
    for (const size_t count : {options.screens, 4 * options.screens}) {
      const fs::path folder = fs::path(options.folder) / (name + "_" + std::to_string(count));
      write_screens(folder / "screens", count, radius, hearts, options);
      const Run run = run_prepare(folder / "screens", folder / "prepared", options);
      const auto screens = static_cast<double>(count);
      std::printf(
          "  %4zu screens: %.1f screens per second, %.1f processor milliseconds each, at most %.0f "
          "MB\n",
          count, screens / run.seconds, 1000 * run.processor_seconds / screens, run.megabytes);
      std::fflush(stdout);
      if (count == options.screens) print_parts(folder / "screens", count);
    }
  }
}

}  // namespace
}  // namespace myolens

int main(int argc, char** argv) {
  myolens::Options options;
  CLI::App app{"Measures time and memory of myolens prepare"};
  app.add_option("folder", options.folder, "New folder for screens and results")->required();
  app.add_option("--program", options.program, "The program to measure")->capture_default_str();
  app.add_option("--screens", options.screens, "Number of screens; then four times as many")
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Threads")->capture_default_str();
  app.add_option("--seed", options.seed, "Seed of hearts and screens")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  myolens::run(options);
}
