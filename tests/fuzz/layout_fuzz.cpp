#include "myolens/polarmap/disc_layout.h"
#include "tests/fuzz/fuzzing.h"

namespace {

// What layout_text keeps: six decimals, and names without control characters.
bool can_be_written(const myolens::DiscLayout& layout) {
  constexpr double kSmallest = 1e-6;
  for (const myolens::LayoutDisc& disc : layout.discs) {
    for (const double share : {disc.x, disc.y, disc.radius}) {
      if (share < kSmallest || share > 1 - kSmallest) return false;
    }
    for (const unsigned char letter : disc.name) {
      if (letter < 0x20 || letter == 0x7f) return false;
    }
  }
  return true;
}

void check_round_trip(const myolens::DiscLayout& layout) {
  if (!can_be_written(layout)) return;
  const auto again = myolens::parse_layout(myolens::layout_text(layout), "again");
  if (again.discs.size() != layout.discs.size()) std::abort();
  for (size_t i = 0; i < again.discs.size(); ++i) {
    if (again.discs[i].name != layout.discs[i].name) std::abort();
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  myolens::expect_errors_only([&] {
    const myolens::DiscLayout layout = myolens::parse_layout(text, "a");
    check_round_trip(layout);
    for (const myolens::LayoutDisc& disc : layout.discs) {
      const myolens::Disc circle = myolens::disc_on_screen(layout, disc, layout.screen, "a");
      if (!(circle.radius > 0)) std::abort();
    }
  });
  return 0;
}
