#include "tests/fuzz/layout_seeds.h"

#include "myolens/base/file.h"
#include "myolens/polarmap/disc_layout.h"

namespace myolens {

void write_layout_seeds(const std::filesystem::path& folder) {
  const DiscLayout column{{1640, 1068},
                          {{"stress \"AC\"", 0.25, 0.3, 0.125}, {"Ruhe, größer", 0.25, 0.7, 0.1}}};
  write_file(folder / "circles", layout_text(column));
  write_file(folder / "box",
             "screen = [8, 5]\n[[disc]]\nname = 'a'\nbox = [0.1, 0.2, 0.3, 0.52]\n");
  write_file(folder / "inline",
             "screen = [8e2, 0x1F4]\r\n"
             "disc = [{name = \"\\u00e4\\t\", centre = [0.5, 0.5], radius = 0.2}] # one\r\n");
  write_file(folder / "faulty",
             "screen = [8, 5]\n[[disc]]\nname = \"a\"\ncentre = [nan, 1.5]\nradius = -1\n"
             "[disc.other]\nwhen = 1979-05-27T07:32:00Z\n");
}

}  // namespace myolens
