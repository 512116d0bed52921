// What the flags of preparation (polarmap/cleaning.h, polarmap/screen_preparation.h) mean to a
// person who looks through the maps.
#pragma once

#include <string_view>

namespace myolens {

enum class FlagWeight {
  kNote,   // cleaning had something to do
  kCheck,  // the map may be less than it should be
  kFault,  // the map is likely to hold what does not belong to it
};

struct FlagMeaning {
  FlagWeight weight = FlagWeight::kCheck;
  std::string_view text{};  // a sentence without its stop; empty for a flag that is not known
};

FlagMeaning flag_meaning(std::string_view flag);

}  // namespace myolens
