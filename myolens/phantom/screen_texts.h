// Texts of a synthetic screen: invented people, dates and machines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "myolens/phantom/screen_style.h"

namespace myolens {

// "SYNTHETIC  STRESS AC  2019-03-04 10:31  Phantom Station B".
std::string title_text(RandomStream& random, std::string_view image_name);

// A title, one to four lines below it, a name beside each disc, and sometimes a line that runs
// through a disc. `style` holds size and discs already.
void add_texts(RandomStream& random, Rgb colour, ScreenStyle& style);

}  // namespace myolens
