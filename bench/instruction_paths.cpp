// One hot path per call, for bench/instruction_check: `instruction_paths NAME` prepares its input
// and then enters measured(), inside of which callgrind counts. Without a name it lists them.
#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

#include "myolens/classifier/network_input.h"
#include "myolens/engine/adam.h"
#include "myolens/imaging/resample.h"
#include "myolens/phantom/screen.h"
#include "myolens/phantom/uptake.h"
#include "myolens/polarmap/aha.h"
#include "myolens/polarmap/augmentation.h"

// Its name is what callgrind is told. The empty statement keeps the call from becoming a jump,
// after which callgrind would not know when the function is left.
extern "C" [[gnu::noipa]] void measured(void (*work)(void*), void* input) {
  work(input);
  asm volatile("");
}

namespace myolens {
namespace {

constexpr double kRadius = 240;  // pixels
constexpr int kNetworkSide = 224;
constexpr int64_t kWeights = 200'000;

template <typename Work>
void measure(Work work) {
  measured([](void* input) { (*static_cast<Work*>(input))(); }, &work);
}

struct Scene {
  Image screen;
  Disc disc;
};

Scene draw_scene() {
  const PhantomTables tables;
  const FloatImage uptake =
      draw_uptake(draw_patient({1, 0}, tables.fields), kStressCorrected, tables).noisy;
  RandomStream random(1, "screen");
  ScreenStyle style = draw_screen_style({kStressCorrected}, random);
  style.discs.front().disc = {style.size.width / 2.0, style.size.height / 2.0, kRadius};
  return {draw_screen({{kStressCorrected, uptake}}, style).screen, style.discs.front().disc};
}

PreparedMap draw_map() {
  const Scene scene = draw_scene();
  return clean_polar_map(scene.screen, scene.disc);
}

void run_resize() {
  const PreparedMap map = draw_map();
  measure([&] { resize(map.image, Size{kNetworkSide, kNetworkSide}); });
}

void run_network_input() {
  const Picture picture{draw_map().image};
  measure([&] { network_input(picture, kNetworkSide, Preprocessing::kCaffe); });
}

void run_cleaning() {
  const Scene scene = draw_scene();
  measure([&] { clean_polar_map(scene.screen, scene.disc); });
}

void run_segments() {
  const PhantomTables tables;
  const FloatImage uptake =
      draw_uptake(draw_patient({1, 0}, tables.fields), kStressCorrected, tables).noisy;
  const double radius = uptake.width / 2.0;
  measure([&] { segment_means(uptake, {radius, radius, radius}); });
}

void run_augmentation() {
  const PreparedMap map = draw_map();
  RandomStream random(1, "variant");
  const Augmentation augmentation = draw_augmentation({}, random);
  measure([&] { augmented(map, augmentation, 1); });
}

void run_adam() {
  std::vector<float> value(kWeights, 0.5F);
  std::vector<float> first(kWeights, 0.01F);
  std::vector<float> second(kWeights, 0.02F);
  const std::vector<float> gradient(kWeights, 0.1F);
  measure([&] {
    adam_pass(
        AdamArrays<float>{value.data(), first.data(), second.data(), gradient.data(), kWeights},
        {0.9, 0.999, 1e-7, 1e-4, 0.0});
  });
}

struct Path {
  std::string_view name;
  void (*run)();
};

constexpr std::array kPaths{
    Path{"resize", run_resize},     Path{"network_input", run_network_input},
    Path{"cleaning", run_cleaning}, Path{"segments", run_segments},
    Path{"adam", run_adam},         Path{"augmentation", run_augmentation}};

int run(std::string_view wanted) {
  for (const Path& path : kPaths) {
    if (path.name != wanted) continue;
    path.run();
    return 0;
  }
  for (const Path& path : kPaths) std::puts(path.name.data());
  return wanted.empty() ? 0 : 2;
}

}  // namespace
}  // namespace myolens

int main(int argc, char** argv) { return myolens::run(argc > 1 ? argv[1] : ""); }
