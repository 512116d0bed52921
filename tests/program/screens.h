// A small cohort of drawn screens for the program to work on.
#pragma once

#include <string>

#include "myolens/imaging/codec.h"
#include "tests/support/drawn_screen.h"
#include "tests/support/temporary_folder.h"

namespace myolens {

inline void write_screen(const std::filesystem::path& path, const Image& screen) {
  write_file(path, encode_png(screen));
}

// `per_class` patients each in CAD/ and non-CAD/.
inline void write_screens(const std::filesystem::path& folder, int per_class) {
  for (int i = 0; i < per_class; ++i) {
    write_screen(folder / "CAD" / ("P" + std::to_string(2 * i) + ".png"), drawn_screen(2 * i));
    write_screen(folder / "non-CAD" / ("P" + std::to_string(2 * i + 1) + ".png"),
                 drawn_screen(2 * i + 1));
  }
}

}  // namespace myolens
